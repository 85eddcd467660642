using System.Text.Json;
using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Operations;

/// <summary>What AWS makes of a definition before it describes it.</summary>
public sealed class RegisterJobDefinitionTests
{
    private const string Fargate = """
        "image": "busybox", "command": ["true"], "executionRoleArn": "arn:aws:iam::123456789012:role/x",
        "resourceRequirements": [{"type": "VCPU", "value": "0.25"}, {"type": "MEMORY", "value": "512"}]
        """;

    [Theory]
    [InlineData("-a")]
    [InlineData("_a")]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a b")]
    [InlineData("é")]
    public async Task A_name_begins_with_a_letter_or_digit(string name)
    {
        await using var local = await LocalEngine.ReadyAsync();

        Assert.Equal(
            "Job definition name should match a valid pattern.",
            await local.RefusalAsync("RegisterJobDefinition", $$$"""
                {"jobDefinitionName": "{{{name}}}", "type": "container", "containerProperties": {"image": "busybox", "vcpus": 1, "memory": 64}}
                """));
        Assert.Equal(
            "Job Queue name should match a valid pattern.",
            await local.RefusalAsync("CreateJobQueue", $$"""
                {"jobQueueName": "{{name}}", "priority": 1, "computeEnvironmentOrder": [{"order": 1, "computeEnvironment": "ce"}]}
                """));
        Assert.Equal(
            "Compute Environment name should match a valid pattern.",
            await local.RefusalAsync("CreateComputeEnvironment", $$$"""
                {"computeEnvironmentName": "{{{name}}}", "type": "MANAGED", "computeResources":
                 {"type": "FARGATE", "maxvCpus": 1, "subnets": ["subnet-1"], "securityGroupIds": ["sg-1"]}}
                """));
    }

    [Theory]
    [InlineData("9")]
    [InlineData("A-_")]
    public async Task Hyphens_and_underscores_may_follow(string name)
    {
        await using var local = await LocalEngine.OpenAsync();

        await local.RegisterAsync(name);

        await local.CreateEnvironmentAsync(name, 1);
        await local.CreateQueueAsync(name, 1, name);
    }

    [Theory]
    [InlineData("VCPU", "1.0")]
    [InlineData("VCPU", "1.5")]
    [InlineData("VCPU", "0.5")]
    [InlineData("VCPU", "+1")]
    [InlineData("VCPU", "1 ")]
    [InlineData("VCPU", "one")]
    [InlineData("MEMORY", "64.0")]
    [InlineData("MEMORY", "64MiB")]
    [InlineData("MEMORY", "-1")]
    public async Task On_EC2_resources_are_whole_numbers_in_definitions_and_overrides_alike(string type, string value)
    {
        await using var local = await LocalEngine.ReadyAsync();
        var other = type == "VCPU" ? """{"type": "MEMORY", "value": "64"}""" : """{"type": "VCPU", "value": "1"}""";
        var requirements = $$"""[{"type": "{{type}}", "value": "{{value}}"}, {{other}}]""";
        var expected = $"Value {value} for type {type} in resourceRequirement is not valid. Please provide a numeric value.";

        Assert.Equal(expected, await local.RefusalAsync("RegisterJobDefinition", $$$"""
            {"jobDefinitionName": "x", "type": "container", "containerProperties": {"image": "busybox", "resourceRequirements": {{{requirements}}} }}
            """));
        Assert.Equal(expected, await local.RefusalAsync("SubmitJob", $$$"""
            {"jobName": "a", "jobQueue": "q", "jobDefinition": "job", "containerOverrides": {"resourceRequirements": {{{requirements}}} }}
            """));
    }

    [Theory]
    [InlineData("", "LATEST")]
    [InlineData(""", "fargatePlatformConfiguration": {}""", "LATEST")]
    [InlineData(""", "fargatePlatformConfiguration": {"platformVersion": "1.4.0"}""", "1.4.0")]
    public async Task A_Fargate_definition_has_a_platform_version_and_so_have_its_jobs(string given, string described)
    {
        await using var local = await LocalEngine.OpenAsync();
        await local.CreateEnvironmentAsync("f", 4, "FARGATE");
        await local.CreateQueueAsync("fq", 1, "f");
        await local.CallAsync("RegisterJobDefinition", $$$"""
            {"jobDefinitionName": "job", "type": "container", "platformCapabilities": ["FARGATE"], "containerProperties": { {{{Fargate}}}{{{given}}} }}
            """);

        var properties = (await DefinitionAsync(local, "job:1")).GetProperty("containerProperties");
        var job = await local.DescribeAsync(await local.SubmitAsync(queue: "fq"));

        Assert.Equal(described, properties.GetProperty("fargatePlatformConfiguration").Text("platformVersion"));
        Assert.Equal(described, job.GetProperty("container").GetProperty("fargatePlatformConfiguration").Text("platformVersion"));
        (await local.Executor.NextAsync()).Exit(0);
    }

    [Fact]
    public async Task An_EC2_definition_has_no_platform_version()
    {
        await using var local = await LocalEngine.ReadyAsync();

        Assert.False((await DefinitionAsync(local, "job:1")).GetProperty("containerProperties").Has("fargatePlatformConfiguration"));
    }

    [Fact]
    public async Task A_variable_without_a_value_is_dropped_from_a_definition_but_not_from_an_override()
    {
        await using var local = await LocalEngine.ReadyAsync();
        await local.CallAsync("RegisterJobDefinition", """
            {"jobDefinitionName": "env", "type": "container", "containerProperties": {"image": "busybox", "vcpus": 1, "memory": 64,
             "environment": [{"name": "EMPTY", "value": ""}, {"name": "NONE"}, {"name": "BLANK", "value": " "}, {"name": "KEPT", "value": "1"}]}}
            """);

        await local.SubmitAsync("""
            "containerOverrides": {"environment": [{"name": "KEPT", "value": ""}]}
            """, definition: "env");
        var run = await local.Executor.NextAsync();

        Assert.Equal(
            ["BLANK", "KEPT"],
            (await DefinitionAsync(local, "env:1")).GetProperty("containerProperties").GetProperty("environment").EnumerateArray().Select(variable => variable.Text("name")));
        Assert.False(run.Attempt.Environment.ContainsKey("EMPTY"));
        Assert.False(run.Attempt.Environment.ContainsKey("NONE"));
        Assert.Equal(" ", run.Attempt.Environment["BLANK"]);
        Assert.Equal("", run.Attempt.Environment["KEPT"]);
        run.Exit(0);
    }

    private static async Task<JsonElement> DefinitionAsync(LocalEngine local, string definition) =>
        Assert.Single((await local.CallAsync("DescribeJobDefinitions", $$"""{"jobDefinitions": ["{{definition}}"]}""")).GetProperty("jobDefinitions").EnumerateArray());
}

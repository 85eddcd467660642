using System.Text.Json;
using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Operations;

/// <summary>What AWS Batch has learnt in 2026: managed instances, ordered strategies, Container Insights.</summary>
public sealed class NewestModelTests
{
    private const string Provider = """
        {"propagateTags": "CAPACITY_PROVIDER", "infrastructureRoleArn": "arn:aws:iam::123456789012:role/infra",
         "instanceLaunchTemplate": {"ec2InstanceProfileArn": "arn:aws:iam::123456789012:instance-profile/p",
          "networkConfiguration": {"subnets": ["subnet-1"], "securityGroups": ["sg-1"]}, "instanceRequirements": {"allowedInstanceTypes": ["r5.large", "m9*"]},
          "capacityOptionType": "SPOT", "storageConfiguration": {"storageSizeGiB": 40}, "fipsEnabled": true},
         "infrastructureOptimization": {"scaleInAfter": 300}}
        """;

    [Fact]
    public async Task A_job_runs_on_managed_instances_and_everything_is_described_as_it_was_sent()
    {
        await using var local = await LocalEngine.OpenAsync();
        await CreateManagedAsync(local);
        await local.CreateQueueAsync("mq", 1, "mi");
        await local.RegisterAsync("mjob", more: """, "platformCapabilities": ["MANAGED_INSTANCES"]""");

        var id = await local.SubmitAsync(definition: "mjob", queue: "mq");
        (await local.Executor.NextAsync()).Exit(0);

        var job = await local.UntilAsync(id, "SUCCEEDED");
        Assert.Equal("""["MANAGED_INSTANCES"]""", Compact(job.GetProperty("platformCapabilities")));
        var resources = (await EnvironmentAsync(local)).GetProperty("computeResources");
        Assert.Equal("ECS_MANAGED_INSTANCES", resources.Text("type"));
        Assert.Equal(Compact(JsonElement.Parse(Provider)), Compact(resources.GetProperty("managedInstancesProvider")));
        Assert.Equal("""{"team":"a"}""", Compact(resources.GetProperty("capacityTags")));
        Assert.False(resources.Has("desiredvCpus"));
        var queue = (await local.CallAsync("DescribeJobQueues", """{"jobQueues": ["mq"]}""")).GetProperty("jobQueues")[0];
        Assert.Equal("ECS_MANAGED_INSTANCES", queue.Text("jobQueueType"));
    }

    [Fact]
    public async Task An_update_of_the_provider_keeps_what_it_does_not_name_also_over_a_restart()
    {
        await using var local = await LocalEngine.OpenAsync();
        await CreateManagedAsync(local);

        await local.CallAsync("UpdateComputeEnvironment", """
            {"computeEnvironment": "mi", "computeResources": {"capacityTags": {"team": "b"}, "managedInstancesProvider":
             {"instanceLaunchTemplate": {"monitoring": "DETAILED", "storageConfiguration": {"storageSizeGiB": 80}}}}}
            """);
        await local.SettleLifecycleAsync();
        await local.RestartAsync();

        var resources = (await EnvironmentAsync(local)).GetProperty("computeResources");
        var provider = resources.GetProperty("managedInstancesProvider");
        var template = provider.GetProperty("instanceLaunchTemplate");
        Assert.Equal("arn:aws:iam::123456789012:role/infra", provider.Text("infrastructureRoleArn"));
        Assert.Equal("SPOT", template.Text("capacityOptionType"));
        Assert.True(template.GetProperty("fipsEnabled").GetBoolean());
        Assert.Equal("DETAILED", template.Text("monitoring"));
        Assert.Equal("""{"storageSizeGiB":80}""", Compact(template.GetProperty("storageConfiguration")));
        Assert.Equal("""{"team":"b"}""", Compact(resources.GetProperty("capacityTags")));
    }

    [Theory]
    [InlineData("""{"type": "ECS_MANAGED_INSTANCES", "maxvCpus": 4}""", "computeResources.managedInstancesProvider is required.")]
    [InlineData("""{"type": "EC2", "minvCpus": 0, "maxvCpus": 4}""", "computeResources.subnets is required.")]
    [InlineData("""{"type": "FARGATE", "maxvCpus": 4, "securityGroupIds": ["sg-1"]}""", "computeResources.subnets is required.")]
    [InlineData(
        $$"""{"type": "ECS_MANAGED_INSTANCES", "maxvCpus": 4, "allocationStrategy": "BEST_FIT", "managedInstancesProvider": {{Provider}} }""",
        "computeResources.allocationStrategy is not applicable for ECS_MANAGED_INSTANCES.")]
    [InlineData(
        $$"""{"type": "FARGATE", "maxvCpus": 4, "subnets": ["s"], "securityGroupIds": ["sg-1"], "managedInstancesProvider": {{Provider}} }""",
        "computeResources.managedInstancesProvider is for the type ECS_MANAGED_INSTANCES only.")]
    [InlineData(
        """{"type": "ECS_MANAGED_INSTANCES", "maxvCpus": 4, "managedInstancesProvider": {"infrastructureRoleArn": "r", "instanceLaunchTemplate": {"ec2InstanceProfileArn": "p"}}}""",
        "computeResources.managedInstancesProvider.instanceLaunchTemplate.networkConfiguration is required.")]
    public async Task Resources_that_break_a_rule_of_their_type_are_refused(string resources, string text)
    {
        await using var local = await LocalEngine.OpenAsync();

        Assert.Equal(text, await local.RefusalAsync("CreateComputeEnvironment", $$"""{"computeEnvironmentName": "x", "type": "MANAGED", "computeResources": {{resources}} }"""));
    }

    [Fact]
    public async Task A_job_for_EC2_is_refused_by_a_queue_of_managed_instances_and_the_two_cannot_share_a_queue()
    {
        await using var local = await LocalEngine.ReadyAsync();
        await CreateManagedAsync(local);
        await local.CreateQueueAsync("mq", 1, "mi");

        Assert.Contains("EC2", await local.RefusalAsync("SubmitJob", """{"jobName": "a", "jobQueue": "mq", "jobDefinition": "job"}""", isWrapped: false), StringComparison.Ordinal);
        Assert.Equal(
            "Compute environments of a job queue must be all EC2, all Fargate or all managed instances.",
            await local.RefusalAsync("CreateJobQueue", """
                {"jobQueueName": "both", "priority": 1, "computeEnvironmentOrder":
                 [{"order": 1, "computeEnvironment": "ce"}, {"order": 2, "computeEnvironment": "mi"}]}
                """));
    }

    [Fact]
    public async Task Container_Insights_are_absent_until_they_are_set()
    {
        await using var local = await LocalEngine.OpenAsync();
        await CreateManagedAsync(local);
        Assert.False((await EnvironmentAsync(local)).Has("ecsSettings"));

        await local.CallAsync("UpdateComputeEnvironment", """{"computeEnvironment": "mi", "ecsSettings": {"containerInsights": "ENHANCED"}}""");
        await local.SettleLifecycleAsync();
        await local.RestartAsync();

        Assert.Equal("""{"containerInsights":"ENHANCED"}""", Compact((await EnvironmentAsync(local)).GetProperty("ecsSettings")));
    }

    [Theory]
    [InlineData("EC2", "BEST_FIT_PROGRESSIVE_ORDERED", "m5.2xlarge")]
    [InlineData("SPOT", "SPOT_CAPACITY_OPTIMIZED_PRIORITIZED", "m5.2xlarge")]
    [InlineData("EC2", "BEST_FIT_PROGRESSIVE", "c5.large")]
    public async Task An_ordered_strategy_takes_the_instance_types_in_their_order(string type, string strategy, string expected)
    {
        await using var local = await LocalEngine.OpenAsync();
        await local.CallAsync("CreateComputeEnvironment", $$"""
            {"computeEnvironmentName": "mi", "type": "MANAGED", "computeResources": {"type": "{{type}}", "minvCpus": 0, "maxvCpus": 16,
             "allocationStrategy": "{{strategy}}", "instanceTypes": ["m5.2xlarge", "c5.large"], "instanceRole": "r", "spotIamFleetRole": "f",
             "subnets": ["subnet-1"], "securityGroupIds": ["sg-1"]} }
            """);
        await local.SettleLifecycleAsync();
        await local.CreateQueueAsync("q", 1, "mi");
        await local.RegisterAsync("job");

        await local.SubmitAsync();

        await local.Executor.NextAsync();
        Assert.Equal(expected, Assert.Single(await local.Engine.ListHostsAsync(TestContext.Current.CancellationToken)).InstanceType);
        Assert.Equal(strategy, (await EnvironmentAsync(local)).GetProperty("computeResources").Text("allocationStrategy"));
    }

    private static async Task CreateManagedAsync(LocalEngine local)
    {
        await local.CallAsync("CreateComputeEnvironment", $$"""
            {"computeEnvironmentName": "mi", "type": "MANAGED", "computeResources":
             {"type": "ECS_MANAGED_INSTANCES", "maxvCpus": 4, "capacityTags": {"team": "a"}, "managedInstancesProvider": {{Provider}} } }
            """);
        await local.SettleLifecycleAsync();
    }

    private static async Task<JsonElement> EnvironmentAsync(LocalEngine local) =>
        (await local.CallAsync("DescribeComputeEnvironments", """{"computeEnvironments": ["mi"]}""")).GetProperty("computeEnvironments")[0];

    private static string Compact(JsonElement element) => element.ToString().Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
}

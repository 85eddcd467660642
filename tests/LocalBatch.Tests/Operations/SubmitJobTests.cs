using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Operations;

/// <summary>What a submission means beyond what it is refused for.</summary>
public sealed class SubmitJobTests
{
    private static readonly string Long = new('x', 8000);

    [Theory]
    [InlineData("\"arrayProperties\": {}")]
    [InlineData("\"arrayProperties\": {\"size\": null}")]
    public async Task An_arrayProperties_without_a_size_is_no_array(string member)
    {
        await using var local = await LocalEngine.ReadyAsync();

        var id = await local.SubmitAsync(member);
        var run = await local.Executor.NextAsync();

        Assert.Equal(id, run.Attempt.JobId);
        Assert.False((await local.DescribeAsync(id)).Has("arrayProperties"));
        Assert.False(run.Attempt.Environment.ContainsKey("AWS_BATCH_JOB_ARRAY_INDEX"));
        run.Exit(0);
        await local.UntilAsync(id, "SUCCEEDED");
    }

    [Theory]
    [InlineData(""""["Ref::text"]"""", true)]
    [InlineData(""""["Ref::text.csv"]"""", true)]
    [InlineData(""""["Ref::short", "Ref::text"]"""", true)]
    [InlineData(""""["Ref::short"]"""", false)]
    public async Task The_words_of_parameters_count_where_they_stand_in_the_command_also_without_overrides(string command, bool isTooLong)
    {
        await using var local = await LocalEngine.ReadyAsync();
        await local.CallAsync("RegisterJobDefinition", $$$"""
            {"jobDefinitionName": "words", "type": "container", "containerProperties": {"image": "busybox", "vcpus": 1, "memory": 64, "command": {{{command}}} }}
            """);

        var id = await local.SubmitAsync($$"""
            "parameters": {"text": "{{Long}}", "short": "s"}
            """, definition: "words");

        if (isTooLong)
        {
            Assert.Equal("Container Overrides length must be at most 8192", (await local.UntilAsync(id, "FAILED")).Text("statusReason"));
            Assert.False(local.Executor.HasStarted);
        }
        else
        {
            (await local.Executor.NextAsync()).Exit(0);
            await local.UntilAsync(id, "SUCCEEDED");
        }
    }

    [Fact]
    public async Task Defaults_of_the_definition_count_as_well_and_what_stands_in_it_without_placeholders_does_not()
    {
        await using var local = await LocalEngine.ReadyAsync();
        await local.CallAsync("RegisterJobDefinition", $$$"""
            {"jobDefinitionName": "defaults", "type": "container", "parameters": {"text": "{{{Long}}}"},
             "containerProperties": {"image": "busybox", "vcpus": 1, "memory": 64, "command": ["Ref::text"]}}
            """);
        await local.CallAsync("RegisterJobDefinition", $$$"""
            {"jobDefinitionName": "plain", "type": "container",
             "containerProperties": {"image": "busybox", "vcpus": 1, "memory": 64, "command": ["echo", "{{{Long}}}"]}}
            """);

        var refused = await local.SubmitAsync(definition: "defaults");
        var plain = await local.SubmitAsync(definition: "plain");

        await local.UntilAsync(refused, "FAILED");
        (await local.Executor.NextAsync()).Exit(0);
        await local.UntilAsync(plain, "SUCCEEDED");
    }

    [Fact]
    public async Task An_id_in_other_letters_names_no_job_in_any_operation()
    {
        await using var local = await LocalEngine.ReadyAsync();
        var id = await local.SubmitAsync("\"arrayProperties\": {\"size\": 2}");
        var other = id.ToUpperInvariant();
        var runs = new[] { await local.Executor.NextAsync(), await local.Executor.NextAsync() };

        Assert.Empty((await local.CallAsync("DescribeJobs", $$"""{"jobs": ["{{other}}", "{{id}} "]}""")).GetProperty("jobs").EnumerateArray());
        Assert.Empty((await local.CallAsync("ListJobs", $$"""{"arrayJobId": "{{other}}", "jobStatus": "STARTING"}""")).GetProperty("jobSummaryList").EnumerateArray());
        await local.CallAsync("TerminateJob", $$"""{"jobId": "{{other}}", "reason": "none of mine"}""");
        await local.CallAsync("CancelJob", $$"""{"jobId": "{{id}} ", "reason": "none of mine"}""");
        Assert.Equal(
            $"Job {other} in dependsOn does not exist.",
            await local.RefusalAsync("SubmitJob", $$"""{"jobName": "a", "jobQueue": "q", "jobDefinition": "job", "dependsOn": [{"jobId": "{{other}}"}]}""", isWrapped: false));
        Assert.All(runs, run => Assert.False(run.IsAskedToStop));
        foreach (var run in runs)
        {
            run.Exit(0);
        }

        await local.UntilAsync(id, "SUCCEEDED");
    }
}

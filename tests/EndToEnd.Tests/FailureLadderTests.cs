using System.Net;
using System.Text.Json;

namespace EndToEnd.Tests;

/// <summary>Real jobs that fail in every way there is, and what the failure rules make of them.</summary>
[Collection(StackCollection.Name)]
public sealed class FailureLadderTests(StackFixture fixture)
{
    private Api Api => fixture.Api;

    [Fact]
    public async Task A_job_out_of_memory_succeeds_on_its_second_try_with_more_memory_and_its_dependants_follow()
    {
        await SmallResources.EnsureAsync(Api);
        // Over its 64 MiB it stays until it is killed; the try with 128 MiB has room and ends.
        var hungry = await Api.SubmitAsync(
            """
            {"jobName":"hungry","jobQueue":"small","jobDefinition":"small",
             "onFailure":[{"causes":["OutOfMemory"],"action":"resubmit","memoryFactor":4,"maxMemoryMiB":256,"maxResubmissions":1}],
             "containerOverrides":{"command":["sh","-c","{ head -c 100m /dev/zero; sleep 5; } | tail -n 1 >/dev/null"]}}
            """);
        var after = await Api.SubmitAsync($$"""{"jobName":"after","jobQueue":"small","jobDefinition":"small","dependsOn":[{"jobId":"{{hungry}}"}]}""");
        var last = await Api.SubmitAsync($$"""{"jobName":"last","jobQueue":"small","jobDefinition":"small","dependsOn":[{"jobId":"{{after}}"}]}""");

        var tries = await Api.ChainAsync(hungry);
        var followers = new[] { await Api.ChainAsync(after), await Api.ChainAsync(last) };

        Assert.Equal(["FAILED OutOfMemory", "SUCCEEDED "], tries.Select(Outcome));
        Assert.Equal(["64", "256"], tries.Select(record => Memory(record.GetProperty("detail"))));
        Assert.Equal(hungry, tries[1].Text("resubmitOf"));
        Assert.All(followers, chain => Assert.Equal(["FAILED DependencyFailed", "SUCCEEDED "], chain.Select(Outcome)));
        AssertWaitsFor(tries[1], followers[0][1]);
        AssertWaitsFor(followers[0][1], followers[1][1]);
    }

    [Fact]
    public async Task A_job_reclaimed_from_Spot_finishes_on_the_other_queue()
    {
        var jobId = await Api.SubmitAsync(
            """
            {"jobName":"reclaimed","jobQueue":"spot","jobDefinition":"hello",
             "onFailure":[{"causes":["SpotInterruption"],"action":"resubmit","jobQueue":"default","maxResubmissions":1}],
             "containerOverrides":{"command":["sh","-c","test \"$AWS_BATCH_JQ_NAME\" = default || exec sleep 600"]}}
            """);
        await Api.StatusAsync(jobId, "RUNNING");

        using var client = fixture.Stack.SignedClient();
        using var reclaim = await client.PostAsync("batch", $"/_localcloud/hosts/{jobId}/reclaim", default, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, reclaim.StatusCode);

        var tries = await Api.ChainAsync(jobId);
        Assert.Equal(["FAILED SpotInterruption", "SUCCEEDED "], tries.Select(Outcome));
        Assert.Equal(["spot", "default"], tries.Select(record => record.Text("jobQueue").Split('/')[^1]));
    }

    [Fact]
    public async Task A_job_that_outlasts_its_time_out_is_stopped_and_given_up_by_the_default_rules()
    {
        var record = Assert.Single(await Api.ChainAsync(fixture.Overdue));

        Assert.Equal("FAILED Timeout", Outcome(record));
        Assert.Equal("Job attempt duration exceeded timeout", record.Text("statusReason"));
        Assert.Equal("GIVEN_UP", record.Text("decision"));
    }

    [Fact]
    public async Task An_exit_code_with_a_rule_is_tried_again_after_the_rules_delay_and_at_most_so_often()
    {
        var jobId = await Api.SubmitAsync(
            """
            {"jobName":"busy","jobQueue":"default","jobDefinition":"hello",
             "onFailure":[{"exitCodes":[75],"action":"resubmit","delaySeconds":2,"maxResubmissions":2}],
             "containerOverrides":{"command":["sh","-c","exit 75"]}}
            """);

        var tries = await Api.ChainAsync(jobId);

        Assert.Equal(["FAILED ApplicationError", "FAILED ApplicationError", "FAILED ApplicationError"], tries.Select(Outcome));
        Assert.Equal(["RESUBMITTED", "RESUBMITTED", "GIVEN_UP"], tries.Select(record => record.Text("decision")));
        Assert.All(tries.Zip(tries.Skip(1)), pair => Assert.True(
            pair.Second.GetProperty("createdAt").GetInt64() - pair.First.GetProperty("stoppedAt").GetInt64() >= 2_000, $"{pair.First}\n{pair.Second}"));
        Assert.All(tries.Skip(1), record => Assert.Equal(jobId, record.Text("originalJobId")));
    }

    [Fact]
    public async Task Attempts_of_AWS_Batchs_own_retries_each_have_a_log()
    {
        var jobId = await Api.SubmitAsync(
            """
            {"jobName":"twice","jobQueue":"default","jobDefinition":"hello","retryStrategy":{"attempts":2},
             "containerOverrides":{"command":["sh","-c","echo attempt $AWS_BATCH_JOB_ATTEMPT; test $AWS_BATCH_JOB_ATTEMPT = 2"]}}
            """);

        var record = await Api.EndAsync(jobId);

        Assert.Equal("SUCCEEDED", record.Text("status"));
        Assert.Equal([1, 0], record.GetProperty("attempts").EnumerateArray().Select(attempt => attempt.GetProperty("exitCode").GetInt32()));
        foreach (var attempt in (int[])[1, 2])
        {
            var page = await Api.PollAsync($"/jobs/{jobId}/logs?attempt={attempt}", log => log.GetProperty("events").GetArrayLength() > 0);
            Assert.Equal($"attempt {attempt}", Assert.Single(page.GetProperty("events").EnumerateArray()).Text("message"));
        }
    }

    [Fact]
    public async Task A_job_that_can_never_start_shows_why_it_waits()
    {
        await SmallResources.EnsureAsync(Api);
        var jobId = await Api.SubmitAsync(
            """
            {"jobName":"too-big","jobQueue":"tight","jobDefinition":"small",
             "containerOverrides":{"resourceRequirements":[{"type":"VCPU","value":"8"},{"type":"MEMORY","value":"64"}]}}
            """);

        var record = await Api.PollAsync($"/jobs/{jobId}", one => one.Find("blockedReason") is not null);

        Assert.Equal("RUNNABLE", record.Text("status"));
        Assert.StartsWith("MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE", record.Text("blockedReason"), StringComparison.Ordinal);
        await Api.PostAsync($"/jobs/{jobId}/cancel", """{"reason":"it will never start"}""", HttpStatusCode.Accepted);
        Assert.Equal("FAILED Cancelled", Outcome(await Api.EndAsync(jobId)));
    }

    /// <summary>A job waits for another, or was submitted when that had succeeded already.</summary>
    private static void AssertWaitsFor(JsonElement first, JsonElement then)
    {
        if (DependsOn(then).ToList() is { Count: > 0 } waitsFor)
        {
            Assert.Equal([first.Text("jobId")], waitsFor);
            return;
        }

        var (stopped, created) = (first.GetProperty("detail").GetProperty("stoppedAt").GetInt64(), then.GetProperty("detail").GetProperty("createdAt").GetInt64());
        Assert.True(created >= stopped, $"{then.Text("jobId")} was submitted at {created} without waiting for {first.Text("jobId")}, which ended at {stopped}.");
    }

    private static string Outcome(JsonElement record) => $"{record.Text("status")} {record.Find("cause")}";

    private static string Memory(JsonElement detail) => detail.GetProperty("container").GetProperty("resourceRequirements").EnumerateArray()
        .Single(one => one.Text("type") == "MEMORY").Text("value");

    private static IEnumerable<string> DependsOn(JsonElement record) =>
        record.GetProperty("detail").GetProperty("dependsOn").EnumerateArray().Select(one => one.Text("jobId"));
}

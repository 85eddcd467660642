using System.Text.Json;
using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Operations;

/// <summary>What emulators most often get wrong, point by point.</summary>
public sealed class ConformanceTests
{
    private const string Retry3 = "\"retryStrategy\": {\"attempts\": 3}";

    [Fact]
    public async Task An_array_parent_ends_after_all_its_children_and_counts_them_under_seven_keys()
    {
        await using var local = await LocalEngine.ReadyAsync(maxVcpus: 2);
        var id = await local.SubmitAsync("\"arrayProperties\": {\"size\": 3}");
        var first = await local.Executor.NextAsync();
        var second = await local.Executor.NextAsync();

        first.Exit(1);
        await local.UntilAsync($"{first.Attempt.JobId}", "FAILED");
        var parent = await local.DescribeAsync(id);

        Assert.Equal("PENDING", parent.Text("status"));
        var summary = parent.GetProperty("arrayProperties").GetProperty("statusSummary");
        Assert.Equal(
            ["SUBMITTED", "PENDING", "RUNNABLE", "STARTING", "RUNNING", "SUCCEEDED", "FAILED"],
            summary.EnumerateObject().Select(count => count.Name));
        Assert.Equal(3, summary.EnumerateObject().Sum(count => count.Value.GetInt32()));
        second.Exit(0);
        (await local.Executor.NextAsync()).Exit(0);
        var end = await local.UntilAsync(id, "FAILED");
        Assert.Equal("Array Child Job failed", end.Text("statusReason"));
        Assert.Empty(end.GetProperty("attempts").EnumerateArray());
    }

    [Fact]
    public async Task ListJobs_shows_RUNNING_jobs_unless_a_status_or_a_filter_says_otherwise()
    {
        await using var local = await LocalEngine.ReadyAsync(maxVcpus: 1);
        var running = await local.SubmitAsync(name: "first");
        (await local.Executor.NextAsync()).Start();
        await local.UntilAsync(running, "RUNNING");
        local.Clock.Advance(TimeSpan.FromSeconds(1));
        var waiting = await local.SubmitAsync(name: "Second");

        Assert.Equal([running], await ListAsync(local, "\"jobQueue\": \"q\""));
        Assert.Equal([waiting], await ListAsync(local, "\"jobQueue\": \"q\", \"jobStatus\": \"RUNNABLE\""));
        Assert.Equal(
            [waiting, running],
            await ListAsync(local, """ "jobQueue": "q", "jobStatus": "FAILED", "filters": [{"name": "AFTER_CREATED_AT", "values": ["0"]}] """));
        Assert.Equal([waiting], await ListAsync(local, """ "jobQueue": "q", "filters": [{"name": "JOB_NAME", "values": ["sec*"]}] """));
    }

    [Fact]
    public async Task ListJobs_pages_newest_first_with_tokens_that_survive_a_restart_and_no_other_question()
    {
        await using var local = await LocalEngine.ReadyAsync(maxVcpus: 0);
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add(await local.SubmitAsync());
        }

        ids.Reverse();
        var first = await local.CallAsync("ListJobs", """{"jobQueue": "q", "jobStatus": "RUNNABLE", "maxResults": 2}""");
        Assert.Equal(ids[..2], Ids(first));
        var token = first.Text("nextToken");
        await local.RestartAsync();
        var second = await local.CallAsync("ListJobs", $$"""{"jobQueue": "q", "jobStatus": "RUNNABLE", "maxResults": 3, "nextToken": "{{token}}"}""");

        Assert.Equal(ids[2..], Ids(second));
        Assert.False(second.Has("nextToken"));
        await local.RefusalAsync("ListJobs", $$"""{"jobQueue": "q", "jobStatus": "FAILED", "nextToken": "{{token}}"}""");
    }

    [Fact]
    public async Task A_placeholder_without_a_value_is_refused_by_SubmitJob()
    {
        await using var local = await LocalEngine.ReadyAsync();

        Assert.Equal(
            "Unable to substitute value. No parameter found for reference x",
            await local.RefusalAsync(
                "SubmitJob",
                """{"jobName": "a", "jobQueue": "q", "jobDefinition": "job", "containerOverrides": {"command": ["echo", "Ref::x"]}}""",
                isWrapped: false));
    }

    [Fact]
    public async Task A_timeout_counts_from_RUNNING_stops_the_attempt_and_is_never_retried()
    {
        await using var local = await LocalEngine.ReadyAsync();
        var id = await local.SubmitAsync("\"timeout\": {\"attemptDurationSeconds\": 60}, " + Retry3);
        var run = await local.Executor.NextAsync();
        local.Clock.Advance(TimeSpan.FromMinutes(5));
        run.Start();
        await local.UntilAsync(id, "RUNNING");
        local.Clock.Advance(TimeSpan.FromSeconds(59));
        await local.QuietAsync();
        Assert.False(run.IsAskedToStop);

        local.Clock.Advance(TimeSpan.FromSeconds(1));
        await run.AskedToStopAsync();
        var job = await local.UntilAsync(id, "FAILED");

        Assert.Equal("Job attempt duration exceeded timeout", job.Text("statusReason"));
        Assert.Single(job.GetProperty("attempts").EnumerateArray());
        Assert.Equal(TimeSpan.FromSeconds(30), run.Attempt.Grace);
    }

    [Fact]
    public async Task CancelJob_leaves_a_RUNNING_job_alone_and_TerminateJob_ends_it_for_good()
    {
        await using var local = await LocalEngine.ReadyAsync();
        var id = await local.SubmitAsync(Retry3);
        var run = await local.Executor.NextAsync();
        run.Start();
        await local.UntilAsync(id, "RUNNING");

        await local.CallAsync("CancelJob", $$"""{"jobId": "{{id}}", "reason": "no"}""");
        Assert.False(run.IsAskedToStop);
        Assert.False((await local.DescribeAsync(id)).GetProperty("isCancelled").GetBoolean());
        await local.CallAsync("TerminateJob", $$"""{"jobId": "{{id}}", "reason": "enough"}""");
        var job = await local.UntilAsync(id, "FAILED");

        Assert.Equal("enough", job.Text("statusReason"));
        Assert.True(job.GetProperty("isTerminated").GetBoolean());
        Assert.Equal(143, job.GetProperty("container").Number("exitCode"));
    }

    [Fact]
    public async Task A_PENDING_job_is_cancelled_only_when_the_jobs_it_waits_for_are_over()
    {
        await using var local = await LocalEngine.ReadyAsync();
        var first = await local.SubmitAsync();
        var second = await local.SubmitAsync(Depends(first));
        var run = await local.Executor.NextAsync();

        await local.CallAsync("CancelJob", $$"""{"jobId": "{{second}}", "reason": "not needed"}""");
        var waiting = await local.DescribeAsync(second);
        Assert.Equal("PENDING", waiting.Text("status"));
        Assert.True(waiting.GetProperty("isCancelled").GetBoolean());
        run.Exit(0);
        var job = await local.UntilAsync(second, "FAILED");

        Assert.Equal("not needed", job.Text("statusReason"));
    }

    [Fact]
    public async Task A_failed_dependency_fails_the_whole_graph_behind_it_without_attempts()
    {
        await using var local = await LocalEngine.ReadyAsync();
        var first = await local.SubmitAsync();
        var second = await local.SubmitAsync(Depends(first));
        var third = await local.SubmitAsync(Depends(second));

        (await local.Executor.NextAsync()).Exit(3);
        var job = await local.UntilAsync(third, "FAILED");

        Assert.Equal("Dependent Job failed", job.Text("statusReason"));
        Assert.Empty(job.GetProperty("attempts").EnumerateArray());
        Assert.False(job.GetProperty("container").Has("logStreamName"));
        Assert.False(job.Has("startedAt"));
        await local.Engine.DisposeAsync();
        Assert.Equal(["PENDING", "FAILED"], local.Bus.StatusesOf(third));
    }

    [Fact]
    public async Task Retries_go_to_the_front_and_attempts_hold_only_those_that_ended()
    {
        await using var local = await LocalEngine.ReadyAsync(maxVcpus: 1);
        var flaky = await local.SubmitAsync(Retry3);
        await local.SubmitAsync();
        var run = await local.Executor.NextAsync();
        Assert.Empty((await local.DescribeAsync(flaky)).GetProperty("attempts").EnumerateArray());

        run.Exit(1);
        var again = await local.Executor.NextAsync();

        Assert.Equal(flaky, again.Attempt.JobId);
        Assert.Equal(2, again.Attempt.Number);
        Assert.Equal("2", again.Attempt.Environment["AWS_BATCH_JOB_ATTEMPT"]);
        Assert.NotEqual(run.Attempt.LogStreamName, again.Attempt.LogStreamName);
        var attempt = Assert.Single((await local.DescribeAsync(flaky)).GetProperty("attempts").EnumerateArray());
        Assert.Equal(1, attempt.GetProperty("container").Number("exitCode"));
    }

    [Fact]
    public async Task Definitions_have_revisions_of_their_own_and_a_bare_name_means_the_highest_ACTIVE_one()
    {
        await using var local = await LocalEngine.ReadyAsync();
        await local.RegisterAsync("job", more: ", \"parameters\": {\"a\": \"b\"}");
        await local.RegisterAsync("job");
        await local.CallAsync("DeregisterJobDefinition", """{"jobDefinition": "job:3"}""");

        var job = await local.DescribeAsync(await local.SubmitAsync());
        var all = (await local.CallAsync("DescribeJobDefinitions", """{"jobDefinitionName": "job"}""")).GetProperty("jobDefinitions");

        Assert.EndsWith("job-definition/job:2", job.Text("jobDefinition"), StringComparison.Ordinal);
        Assert.Equal(["ACTIVE", "ACTIVE", "INACTIVE"], all.EnumerateArray().Select(definition => definition.Text("status")));
        Assert.Equal(
            "JobDefinition arn:aws:batch:us-east-1:123456789012:job-definition/job:3 is not in ACTIVE status",
            await local.RefusalAsync("SubmitJob", """{"jobName": "a", "jobQueue": "q", "jobDefinition": "job:3"}""", isWrapped: false));
    }

    [Fact]
    public async Task Unknown_things_are_deleted_and_terminated_without_a_word()
    {
        await using var local = await LocalEngine.OpenAsync();

        await local.CallAsync("DeleteJobQueue", """{"jobQueue": "none"}""");
        await local.CallAsync("DeleteComputeEnvironment", """{"computeEnvironment": "none"}""");
        await local.CallAsync("TerminateJob", """{"jobId": "none", "reason": "x"}""");
        await local.CallAsync("CancelJob", """{"jobId": "00000000-0000-4000-8000-000000000000", "reason": "x"}""");
    }

    [Theory]
    [InlineData("\"arrayProperties\": {\"size\": 1}", "Array size must be between 2 and 10000, got 1.")]
    [InlineData("\"arrayProperties\": {\"size\": 10001}", "Array size must be between 2 and 10000, got 10001.")]
    [InlineData("\"timeout\": {\"attemptDurationSeconds\": 59}", "AttemptDurationSeconds in Timeout must be at least 60 seconds.")]
    [InlineData("\"retryStrategy\": {}", "RetryAttempts must be provided with retry strategy")]
    [InlineData("\"retryStrategy\": {\"attempts\": 11}", "RetryAttempts must be between 1 and 10.")]
    [InlineData("\"retryStrategy\": {\"attempts\": 2, \"evaluateOnExit\": [{\"action\": \"RETRY\"}]}", "EvaluateOnExit should contain at least one of onExitCode, onReason or onStatusReason")]
    [InlineData("\"retryStrategy\": {\"attempts\": 2, \"evaluateOnExit\": [{\"action\": \"exit\", \"onReason\": \"*Spot*\"}]}", "Evaluate on exit condition contains restricted characters.")]
    public async Task SubmitJob_refuses_what_AWS_refuses(string member, string expected)
    {
        await using var local = await LocalEngine.ReadyAsync();

        Assert.Equal(expected, await local.RefusalAsync("SubmitJob", $$"""{"jobName": "a", "jobQueue": "q", "jobDefinition": "job", {{member}}}"""));
    }

    [Theory]
    [InlineData("none", "job", "JobQueue none not found.")]
    [InlineData("q", "none", "JobDefinition name none does not exist or is not in ACTIVE status")]
    [InlineData("q", "x:latest", "Provided name x:latest is not supported pattern[a-zA-Z_0-9-]{1,128}")]
    [InlineData("q", "arn:aws:batch:us-east-1:123456789012:job-definition/none:1", "JobDefinition arn:aws:batch:us-east-1:123456789012:job-definition/none:1 not found.")]
    public async Task SubmitJob_says_what_it_cannot_find(string queue, string definition, string expected)
    {
        await using var local = await LocalEngine.ReadyAsync();

        Assert.Equal(expected, await local.RefusalAsync(
            "SubmitJob", $$"""{"jobName": "a", "jobQueue": "{{queue}}", "jobDefinition": "{{definition}}"}""", isWrapped: false));
    }

    [Fact]
    public async Task A_body_that_is_no_JSON_is_refused()
    {
        await using var local = await LocalEngine.ReadyAsync();

        Assert.Equal("An error occurred during JSON parsing", await local.RefusalAsync("SubmitJob", "{", isWrapped: false));
    }

    [Fact]
    public async Task Actions_of_evaluateOnExit_come_back_in_lower_case_also_after_a_restart()
    {
        await using var local = await LocalEngine.ReadyAsync();
        const string rules = """{"attempts": 2, "evaluateOnExit": [{"action": "Retry", "onExitCode": "1"}, {"action": "EXIT", "onReason": "*"}]}""";
        await local.RegisterAsync("rules", more: $", \"retryStrategy\": {rules}");
        var id = await local.SubmitAsync($"\"retryStrategy\": {rules}");

        await local.RestartAsync();
        var definitions = await local.CallAsync("DescribeJobDefinitions", """{"jobDefinitions": ["rules:1"]}""");

        Assert.Equal(["retry", "exit"], Actions(definitions.GetProperty("jobDefinitions")[0]));
        Assert.Equal(["retry", "exit"], Actions(await local.DescribeAsync(id)));

        static IEnumerable<string> Actions(JsonElement holder) =>
            holder.GetProperty("retryStrategy").GetProperty("evaluateOnExit").EnumerateArray().Select(rule => rule.Text("action"));
    }

    [Theory]
    [InlineData("", "CancelJob")]
    [InlineData("", "TerminateJob")]
    [InlineData("\"arrayProperties\": {\"size\": 3}", "CancelJob")]
    [InlineData("\"arrayProperties\": {\"size\": 3}", "TerminateJob")]
    public async Task What_stands_behind_a_head_that_can_never_run_starts_when_the_head_is_stopped(string head, string operation)
    {
        await using var local = await LocalEngine.ReadyAsync(maxVcpus: 2);
        await local.RegisterAsync("large", vcpus: 3);
        var blocking = await local.SubmitAsync(head, definition: "large");
        var behind = await local.SubmitAsync();
        Assert.Equal("RUNNABLE", await local.StatusAsync(behind));

        await local.CallAsync(operation, $$"""{"jobId": "{{blocking}}", "reason": "too large"}""");

        (await local.Executor.NextAsync()).Start();
        await local.UntilAsync(behind, "RUNNING");
    }

    [Fact]
    public async Task A_child_has_one_id_only()
    {
        await using var local = await LocalEngine.ReadyAsync(maxVcpus: 0);
        var id = await local.SubmitAsync("\"arrayProperties\": {\"size\": 2}");

        var found = await local.CallAsync("DescribeJobs", $$"""{"jobs": ["{{id}}:1", "{{id}}:01", "{{id}}:2", "{{id}}:"]}""");

        Assert.Equal($"{id}:1", Assert.Single(found.GetProperty("jobs").EnumerateArray()).Text("jobId"));
    }

    [Fact]
    public async Task A_queue_for_SageMaker_is_refused_for_what_it_is()
    {
        await using var local = await LocalEngine.OpenAsync();

        Assert.Equal(
            "Job queues of type SAGEMAKER_TRAINING must have serviceEnvironmentOrder.",
            await local.RefusalAsync("CreateJobQueue", """{"jobQueueName": "q", "priority": 1, "jobQueueType": "SAGEMAKER_TRAINING"}"""));
    }

    [Fact]
    public async Task A_body_that_is_no_object_is_named_in_the_refusal()
    {
        await using var local = await LocalEngine.OpenAsync();

        Assert.Equal("The body must be an object, not a list.", await local.RefusalAsync("ListJobs", "[]"));
    }

    private static string Depends(string jobId) => $$""" "dependsOn": [{"jobId": "{{jobId}}"}] """;

    private static async Task<IEnumerable<string>> ListAsync(LocalEngine local, string members) =>
        Ids(await local.CallAsync("ListJobs", "{" + members + "}"));

    private static IEnumerable<string> Ids(JsonElement answer) =>
        answer.GetProperty("jobSummaryList").EnumerateArray().Select(job => job.Text("jobId"));
}

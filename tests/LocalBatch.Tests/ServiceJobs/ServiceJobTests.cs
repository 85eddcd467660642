using LocalBatch.ServiceJobs;
using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.ServiceJobs;

/// <summary>The life of service jobs under the simulated executor.</summary>
public sealed class ServiceJobTests
{
    [Fact]
    public async Task A_job_passes_SCHEDULED_STARTING_and_RUNNING_and_tells_of_each()
    {
        await using var local = await LocalEngine.OpenAsync();
        await local.MakeServiceQueueAsync(2);
        var id = await local.TrainAsync("\"localbatch.seconds\": \"5\"", ", \"tags\": {\"a\": \"b\"}, \"schedulingPriority\": 7");
        var start = local.Clock.GetUtcNow().ToUnixTimeMilliseconds();

        var running = await local.TrainUntilAsync(id, "RUNNING");
        var listed = await local.CallAsync("ListServiceJobs", """{"jobQueue": "sm"}""");
        var done = await local.TrainUntilAsync(id, "SUCCEEDED");
        await local.Engine.DisposeAsync();

        Assert.Equal((start, start + 2000), (running.Number("scheduledAt"), running.Number("startedAt")));
        Assert.Equal("""[{"capacityUnit":"ml.m5.large","quantity":1}]""", running.GetProperty("capacityUsage").GetRawText());
        Assert.Equal("""{"a":"b"}""", running.GetProperty("tags").GetRawText());
        Assert.Equal([id], listed.GetProperty("jobSummaryList").EnumerateArray().Select(job => job.Text("jobId")));
        var attempt = Assert.Single(done.GetProperty("attempts").EnumerateArray());
        Assert.Matches("^arn:aws:sagemaker:us-east-1:123456789012:training-job/AWSBatcht[0-9a-f]{32}$", attempt.GetProperty("serviceResourceId").Text("value"));
        Assert.Equal(("Received status from SageMaker: Training job completed", start + 7000), (done.Text("statusReason"), done.Number("stoppedAt")));
        Assert.Equal(attempt.GetProperty("serviceResourceId").GetRawText(), done.GetProperty("latestAttempt").GetProperty("serviceResourceId").GetRawText());
        Assert.Equal(["RUNNABLE", "SCHEDULED", "STARTING", "RUNNING", "SUCCEEDED"], local.ServiceStatusesOf(id));
        var told = local.Bus.Events[^1];
        Assert.Equal([done.Text("jobArn")], told.GetProperty("resources").EnumerateArray().Select(resource => resource.GetString()));
        Assert.False(told.GetProperty("detail").Has("tags") || told.GetProperty("detail").Has("serviceRequestPayload"));
    }

    [Fact]
    public async Task Jobs_wait_first_in_first_out_for_instances()
    {
        await using var local = await LocalEngine.OpenAsync();
        await local.MakeServiceQueueAsync(3);
        var first = await local.TrainAsync(instances: 2);
        var second = await local.TrainAsync(instances: 2);
        var third = await local.TrainAsync(instances: 1);

        Assert.Equal(("SCHEDULED", "RUNNABLE", "RUNNABLE"), (await local.ServiceStatusAsync(first), await local.ServiceStatusAsync(second), await local.ServiceStatusAsync(third)));
        var snapshot = await local.CallAsync("GetJobQueueSnapshot", """{"jobQueue": "sm"}""");
        Assert.Equal(
            [second, third],
            snapshot.GetProperty("frontOfQueue").GetProperty("jobs").EnumerateArray().Select(job => job.Text("jobArn").Split('/')[1]));
        Assert.Equal("""[{"capacityUnit":"ml.m5.large","quantity":2}]""", snapshot.GetProperty("queueUtilization").GetProperty("totalCapacityUsage").GetRawText());

        await local.TrainUntilAsync(first, "SUCCEEDED");

        Assert.Equal(("SCHEDULED", "SCHEDULED"), (await local.ServiceStatusAsync(second), await local.ServiceStatusAsync(third)));
    }

    [Theory]
    [InlineData("\"attempts\": 3", 2, "SUCCEEDED", 3)]
    [InlineData("\"attempts\": 2", 2, "FAILED", 2)]
    [InlineData("\"attempts\": 3, \"evaluateOnExit\": [{\"action\": \"EXIT\", \"onStatusReason\": \"Received status from SageMaker: AlgorithmError*\"}]", 2, "FAILED", 1)]
    [InlineData("\"attempts\": 3, \"evaluateOnExit\": [{\"action\": \"EXIT\", \"onStatusReason\": \"Received status from SageMaker: Other*\"}]", 1, "SUCCEEDED", 2)]
    public async Task A_failed_attempt_is_followed_by_another_where_the_strategy_says_so(string strategy, int failures, string status, int attempts)
    {
        await using var local = await LocalEngine.OpenAsync();
        await local.MakeServiceQueueAsync(1);
        var id = await local.TrainAsync(
            $"\"localbatch.failure\": \"AlgorithmError: boom\", \"localbatch.failures\": \"{failures}\"", $", \"retryStrategy\": {{ {strategy} }}");

        var job = await local.TrainUntilAsync(id, status);

        Assert.Equal(attempts, job.GetProperty("attempts").GetArrayLength());
        Assert.Equal("Received status from SageMaker: AlgorithmError: boom", job.GetProperty("attempts")[0].Text("statusReason"));
    }

    [Fact]
    public async Task Want_of_capacity_costs_no_attempt_and_tells_why_the_queue_stands()
    {
        await using var local = await LocalEngine.OpenAsync();
        await local.MakeServiceQueueAsync(1);
        var id = await local.TrainAsync("\"localbatch.capacityFailures\": \"2\"");

        var job = await local.TrainUntilAsync(id, "SUCCEEDED");
        await local.Engine.DisposeAsync();

        Assert.Equal(1, job.GetProperty("attempts").GetArrayLength());
        Assert.Equal(
            ["RUNNABLE", "SCHEDULED", "RUNNABLE", "SCHEDULED", "RUNNABLE", "SCHEDULED", "STARTING", "RUNNING", "SUCCEEDED"], local.ServiceStatusesOf(id));
        var blocked = Assert.Single(local.Bus.Events, change => change.Text("detail-type") == "Batch Service Job Queue Blocked");
        Assert.Equal("CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY - Unable to provision requested compute resources", blocked.Detail("statusReason"));
    }

    [Fact]
    public async Task A_job_larger_than_its_environment_says_so_and_is_terminated_by_the_queue_s_rule()
    {
        await using var local = await LocalEngine.OpenAsync();
        await local.MakeServiceQueueAsync(1, more: """
            , "jobStateTimeLimitActions": [{"reason": "MISCONFIGURATION:SERVICE_ENVIRONMENT_MAX_RESOURCE", "state": "RUNNABLE", "maxTimeSeconds": 600, "action": "TERMINATE"}]
            """);
        var id = await local.TrainAsync(instances: 2);

        Assert.Equal(
            "MISCONFIGURATION:SERVICE_ENVIRONMENT_MAX_RESOURCE - Service environment(s) associated with the job queue cannot meet the capacity requirement of the job.",
            (await local.ServiceJobAsync(id)).Text("statusReason"));
        local.Clock.Advance(TimeSpan.FromSeconds(600));

        Assert.Equal(
            "Terminated by JobStateTimeLimit action due to reason: MISCONFIGURATION:SERVICE_ENVIRONMENT_MAX_RESOURCE",
            (await local.TrainUntilAsync(id, "FAILED")).Text("statusReason"));
    }

    [Fact]
    public async Task Terminated_jobs_end_at_once_where_they_wait_and_are_stopped_where_they_run()
    {
        await using var local = await LocalEngine.OpenAsync();
        await local.MakeServiceQueueAsync(1);
        var running = await local.TrainAsync("\"localbatch.seconds\": \"100\"", ", \"retryStrategy\": {\"attempts\": 3}");
        var waiting = await local.TrainAsync();
        await local.TrainUntilAsync(running, "RUNNING");

        await local.CallAsync("TerminateServiceJob", $$"""{"jobId": "{{waiting}}", "reason": "no need"}""");
        var many = await local.CallAsync("TerminateServiceJobs", $$"""{"jobs": ["{{running}}", "no-such-job"], "reason": "enough"}""");

        Assert.Equal(("FAILED", "no need"), ((await local.ServiceJobAsync(waiting)).Text("status"), (await local.ServiceJobAsync(waiting)).Text("statusReason")));
        Assert.Equal($$"""{"successful":["{{running}}","no-such-job"],"errors":[]}""", many.GetRawText());
        var stopping = await local.ServiceJobAsync(running);
        Assert.True(stopping.GetProperty("isTerminated").GetBoolean());
        var ended = await local.TrainUntilAsync(running, "FAILED");
        Assert.Equal("enough", ended.Text("statusReason"));
    }

    [Fact]
    public async Task An_attempt_that_takes_too_long_ends_the_job()
    {
        await using var local = await LocalEngine.OpenAsync();
        await local.MakeServiceQueueAsync(1);
        var id = await local.TrainAsync("\"localbatch.seconds\": \"90\"", ", \"timeoutConfig\": {\"attemptDurationSeconds\": 60}, \"retryStrategy\": {\"attempts\": 2}");

        var job = await local.TrainUntilAsync(id, "FAILED");

        Assert.Equal("Job attempt duration exceeded timeout", job.Text("statusReason"));
    }

    [Fact]
    public async Task The_same_token_makes_one_job_and_another_request_under_it_is_refused()
    {
        await using var local = await LocalEngine.OpenAsync();
        await local.MakeServiceQueueAsync(1);

        var first = await local.TrainAsync(more: ", \"clientToken\": \"t\"");
        await local.RestartAsync();
        var second = await local.TrainAsync(more: ", \"clientToken\": \"t\"");
        var other = await local.SendAsync("SubmitServiceJob", """
            {"jobName": "b", "jobQueue": "sm", "serviceJobType": "SAGEMAKER_TRAINING", "serviceRequestPayload": "{}", "clientToken": "t"}
            """);

        Assert.Equal((first, 400), (second, other.StatusCode));
    }

    [Fact]
    public async Task Jobs_go_on_where_they_were_after_a_restart()
    {
        await using var local = await LocalEngine.OpenAsync();
        await local.MakeServiceQueueAsync(1);
        var running = await local.TrainAsync("\"localbatch.seconds\": \"20\"");
        var waiting = await local.TrainAsync();
        var before = await local.TrainUntilAsync(running, "RUNNING");

        await local.RestartAsync();

        Assert.Equal(before.GetRawText(), (await local.ServiceJobAsync(running)).GetRawText());
        Assert.Equal("RUNNABLE", await local.ServiceStatusAsync(waiting));
        var done = await local.TrainUntilAsync(running, "SUCCEEDED");
        Assert.Equal(before.Number("startedAt") + 20_000, done.Number("stoppedAt"));
        await local.TrainUntilAsync(waiting, "SUCCEEDED");
    }

    [Theory]
    [InlineData("no JSON", "Received status from SageMaker: ValidationException: the request is no JSON.")]
    [InlineData("[]", "Received status from SageMaker: ValidationException: the request must be a JSON object.")]
    [InlineData(
        "{\\\"HyperParameters\\\": {\\\"localbatch.seconds\\\": \\\"soon\\\"}}",
        "Received status from SageMaker: ValidationException: the hyperparameter localbatch.seconds must be a number of at least 0, not 'soon'.")]
    public async Task A_payload_that_SageMaker_would_refuse_fails_the_job(string payload, string reason)
    {
        await using var local = await LocalEngine.OpenAsync();
        await local.MakeServiceQueueAsync(1);
        var id = (await local.CallAsync("SubmitServiceJob", $$"""
            {"jobName": "a", "jobQueue": "sm", "serviceJobType": "SAGEMAKER_TRAINING", "serviceRequestPayload": "{{payload}}"}
            """)).Text("jobId");

        Assert.Equal(reason, (await local.TrainUntilAsync(id, "FAILED")).Text("statusReason"));
    }

    [Fact]
    public async Task Rules_say_how_jobs_run_whose_hyperparameters_do_not()
    {
        var rules = ServiceRule.Parse("""[{"jobName": "bad*", "failure": "CapacityGone", "seconds": 2}]"""u8.ToArray());
        await using var local = await LocalEngine.OpenAsync(options => options with { ServiceRules = rules });
        await local.MakeServiceQueueAsync(2);

        var bad = await local.TrainAsync(name: "bad-one");
        var good = await local.TrainAsync(name: "good");

        Assert.Equal("Received status from SageMaker: CapacityGone", (await local.TrainUntilAsync(bad, "FAILED")).Text("statusReason"));
        await local.TrainUntilAsync(good, "SUCCEEDED");
    }

    [Theory]
    [InlineData("{}", "Rules for service jobs are a JSON array of objects.")]
    [InlineData("[1]", "Rule 1 for service jobs must be an object.")]
    [InlineData("""[{}, {"secnds": 1}]""", "Rule 2 for service jobs has the unknown member secnds; there are jobName, scheduledSeconds, startingSeconds, seconds, failure, failures, capacityFailures, preemptAfterSeconds, preemptions.")]
    [InlineData("""[{"seconds": "1"}]""", "Rule 1 for service jobs: seconds must be a number of at least 0.")]
    public void Wrong_rules_say_what_is_wrong_and_where(string json, string problem) =>
        Assert.Equal(problem, Assert.Throws<FormatException>(() => ServiceRule.Parse(System.Text.Encoding.UTF8.GetBytes(json))).Message);
}

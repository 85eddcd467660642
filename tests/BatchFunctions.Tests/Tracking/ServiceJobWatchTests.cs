using System.Net;
using System.Text.Json;
using Amazon.Batch.Model;

namespace BatchFunctions.Tests.Tracking;

/// <summary>Service jobs that are preempted, stopped in bulk, or looked at because nothing was heard of them.</summary>
public sealed class ServiceJobWatchTests
{
    private readonly ServiceStack _stack = new();

    [Theory]
    [InlineData("PREEMPTION_IN_PROGRESS: Cross-share preemption triggered to reclaim borrowed capacity")]
    [InlineData("PREEMPTION_IN_PROGRESS: In-share preemption triggered by a job of higher priority")]
    public async Task The_history_shows_a_preemption_and_its_reason_in_its_place_in_whatever_order_the_events_come(string reason)
    {
        string[] events =
        [
            ServiceStack.Event("service-1", "RUNNING"),
            ServiceStack.Preemption("service-1", "Started", "RUNNING", "2026-03-01T12:00:00Z", $",\"statusReason\":\"{reason}\""),
            ServiceStack.Event("service-1", "RUNNABLE", more: ",\"preemptionSummary\":{\"preemptedAttemptCount\":1}"),
            ServiceStack.Preemption("service-1", "Completed", "RUNNABLE", "2026-03-01T12:00:00Z", $",\"preemptionSummary\":{{\"preemptedAttemptCount\":1,\"recentPreemptedAttempts\":[{{\"statusReason\":\"{reason}\"}}]}}"),
            ServiceStack.Event("service-1", "SUCCEEDED", more: ",\"preemptionSummary\":{\"preemptedAttemptCount\":1}"),
        ];
        foreach (var order in (int[][])[[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 0, 3, 4, 1], [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]])
        {
            var stack = new ServiceStack();
            stack.Described["service-1"] = new DescribeServiceJobResponse { JobId = "service-1", JobName = "train", JobQueue = "trainings", Status = "STARTING", CreatedAt = 1 };
            foreach (var n in order)
            {
                Assert.Empty(await stack.TellAsync(events[n]));
            }

            var job = await stack.FindAsync("service-1");
            var lines = job.History.Select(line => $"{line.Preemption ?? line.Status} {line.Reason}".Trim()).Where(line => line != "STARTING");
            Assert.Equal(["RUNNING", $"PREEMPTION_STARTED {reason}", "RUNNABLE", $"PREEMPTION_COMPLETED {reason}", "SUCCEEDED"], lines);
            Assert.Equal(1, job.Preemptions);
        }
    }

    [Fact]
    public async Task A_preemption_alone_puts_a_job_back_into_its_queue_and_a_job_that_nobody_knows_is_no_error()
    {
        var jobId = await _stack.SubmitAsync(ServiceStack.Payload);
        await _stack.TellAsync(ServiceStack.Event(jobId, "RUNNING"));

        Assert.Empty(await _stack.TellAsync(
            ServiceStack.Preemption(jobId, "Completed", "RUNNABLE", "2026-03-01T12:00:01Z", ",\"preemptionSummary\":{\"preemptedAttemptCount\":1}"),
            ServiceStack.Preemption("nobody", "Started", "RUNNING", "2026-03-01T12:00:01Z", "")));

        Assert.Equal(("RUNNABLE", 1), ((await _stack.FindAsync(jobId)).Status, (await _stack.FindAsync(jobId)).Preemptions));
    }

    [Fact]
    public async Task A_preemption_of_no_service_job_is_given_back() =>
        Assert.Equal(["m-0"], await _stack.TellAsync(ServiceStack.Preemption("", "Started", "RUNNING", "2026-03-01T12:00:01Z", "")));

    [Fact]
    public async Task Service_jobs_are_stopped_by_queue_status_and_name_fifty_a_call()
    {
        for (var n = 0; n < 60; n++)
        {
            await _stack.SubmitAsync(ServiceStack.Payload.Replace("\"train\"", $"\"{(n < 55 ? "train" : "other")}-{n}\"", StringComparison.Ordinal));
        }

        await _stack.TellAsync(ServiceStack.Event("service-1", "SUCCEEDED"));
        await _stack.TellAsync(ServiceStack.Event("service-2", "SCHEDULED").Replace("\"train\"", "\"train-1\"", StringComparison.Ordinal));

        Assert.Equal(59, await CountAsync("""{"jobQueue":"trainings"}"""));
        Assert.Equal(54, await CountAsync("""{"jobQueue":"trainings","namePrefix":"train-"}"""));
        Assert.Equal(1, await CountAsync("""{"jobQueue":"trainings","status":"SCHEDULED"}"""));
        Assert.Empty(_stack.Stopped);

        var answer = await _stack.CallAsync("TerminateServiceJobs", """{"filter":{"jobQueue":"trainings","namePrefix":"train-"},"reason":"wrong data"}""");
        using var body = JsonDocument.Parse(answer.Body);
        Assert.Equal((HttpStatusCode.OK, 54, 54), (answer.Status, body.RootElement.GetProperty("matched").GetInt32(), body.RootElement.GetProperty("jobIds").GetArrayLength()));
        Assert.Equal([(50, "wrong data"), (4, "wrong data")], _stack.Stopped.Select(asked => (asked.Jobs.Count, asked.Reason)));

        async Task<int> CountAsync(string filter)
        {
            using var counted = JsonDocument.Parse((await _stack.CallAsync("TerminateServiceJobs", $$"""{"filter":{{filter}},"reason":"x","dryRun":true}""")).Body);

            return counted.RootElement.GetProperty("matched").GetInt32();
        }
    }

    [Theory]
    [InlineData("""{"filter":{"status":"RUNNING"},"reason":"x"}""", "/filter/jobQueue")]
    [InlineData("""{"filter":{"jobQueue":"trainings","status":"FAILED"},"reason":"x"}""", "/filter/status")]
    [InlineData("""{"filter":{"jobQueue":"trainings","status":"FLYING"},"reason":"x"}""", "/filter/status")]
    [InlineData("""{"filter":{"jobQueue":"trainings","submissionId":"s"},"reason":"x"}""", "/filter/submissionId")]
    [InlineData("""{"filter":{"jobQueue":"trainings"}}""", "/reason")]
    [InlineData("""{"filter":{"jobQueue":"defualt"},"reason":"x"}""", "/filter/jobQueue")]
    public async Task What_is_wrong_with_a_bulk_stop_of_service_jobs_is_named(string body, string place)
    {
        var answer = await _stack.CallAsync("TerminateServiceJobs", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        using var problem = JsonDocument.Parse(answer.Body);
        Assert.Equal(place, problem.RootElement.GetProperty("errors")[0].GetProperty("pointer").GetString());
    }

    [Fact]
    public async Task The_sweep_mends_the_record_of_a_job_whose_events_never_came_and_acts_on_its_end()
    {
        var jobId = await _stack.SubmitAsync(ServiceStack.Payload);
        _stack.Functions.Clock.Advance(TimeSpan.FromHours(1));
        (_stack.Described[jobId].Status, _stack.Described[jobId].StatusReason, _stack.Described[jobId].Attempts) = ("FAILED", "Job attempt duration exceeded timeout", [new() { StatusReason = "why" }]);

        await _stack.SweepAsync();

        var job = await _stack.FindAsync(jobId);
        Assert.Equal(("FAILED", "Timeout", 1, true), (job.Status, job.Cause, job.EndedAttempts, job.IsHandled));
        Assert.Equal(["Service Job Given Up", "Service Job Finished"], _stack.Functions.Outcomes.Published.Select(told => told.DetailType));
    }

    [Fact]
    public async Task Of_a_job_that_stands_as_it_is_known_the_sweep_writes_nothing_and_of_none_not_even_where_it_has_come_to()
    {
        await _stack.SweepAsync();
        Assert.Equal(0, _stack.Functions.ServiceCursor.Writes);

        var jobId = await _stack.SubmitAsync(ServiceStack.Payload);
        await _stack.TellAsync(ServiceStack.Event(jobId, "RUNNING"));
        _stack.Described[jobId].Status = "RUNNING";
        var writes = _stack.Functions.ServiceJobs.Writes;
        _stack.Functions.Clock.Advance(TimeSpan.FromHours(1));

        await _stack.SweepAsync();
        await _stack.SweepAsync();

        Assert.Equal(writes, _stack.Functions.ServiceJobs.Writes);
        Assert.True(_stack.Functions.ServiceCursor.Writes > 0);
    }

    [Fact]
    public async Task One_that_waits_for_too_long_is_told_stuck_once_with_what_blocks_it()
    {
        var jobId = await _stack.SubmitAsync(ServiceStack.Payload);
        await _stack.TellAsync(ServiceStack.Event(jobId, "RUNNABLE"));
        _stack.Described[jobId].StatusReason = "CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY";
        _stack.Functions.Clock.SetUtcNow(A.Noon.AddYears(1));

        await _stack.SweepAsync();
        _stack.Functions.Clock.Advance(TimeSpan.FromHours(1));
        await _stack.SweepAsync();

        var told = Assert.Single(_stack.Functions.Outcomes.Published);
        using var detail = JsonDocument.Parse(told.Detail);
        Assert.Equal(("Service Job Stuck", "CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY"), (told.DetailType, detail.RootElement.GetProperty("why").GetString()));
        Assert.Equal("CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY", (await _stack.FindAsync(jobId)).BlockedReason);
    }

    [Fact]
    public async Task One_that_AWS_Batch_has_forgotten_is_told_so_and_not_asked_about_again()
    {
        var jobId = await _stack.SubmitAsync(ServiceStack.Payload);
        _stack.Described.Clear();
        _stack.Functions.Clock.Advance(TimeSpan.FromHours(1));

        await _stack.SweepAsync();
        await _stack.SweepAsync();

        using var detail = JsonDocument.Parse(Assert.Single(_stack.Functions.Outcomes.Published).Detail);
        Assert.Equal(("SUBMITTED", true), (detail.RootElement.GetProperty("status").GetString(), detail.RootElement.GetProperty("forgotten").GetBoolean()));
        Assert.True((await _stack.FindAsync(jobId)).IsForgotten);
    }
}

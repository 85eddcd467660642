using System.Text.Json;
using Amazon.Lambda.CloudWatchEvents.ScheduledEvents;
using Amazon.Lambda.SQSEvents;
using BatchFunctions.Jobs;
using BatchFunctions.Submissions;
using BatchFunctions.SubmitQueue;
using BatchFunctions.Submitting;
using BatchFunctions.Tracking;

namespace BatchFunctions.Tests.Tracking;

/// <summary>Dead letters that are moved to any queue, the wrong one or the right one, do no harm.</summary>
public sealed class StrayMessageTests
{
    private const string Sweep = """
        {"version":"0","id":"53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa","detail-type":"Scheduled Event","source":"aws.events","account":"123456789012","time":"2026-03-01T12:00:00Z",
         "region":"us-east-1","resources":["arn:aws:events:us-east-1:123456789012:rule/sweep"],"detail":{}}
        """;

    private const string Upload = """{"Records":[{"eventSource":"aws:s3","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"inbox/a.json","versionId":"1"}}}]}""";

    private readonly FunctionStack _stack = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public static TheoryData<string> Strangers => [Sweep, Upload, AnEvent.Of("RUNNABLE"), """{"version":"1.0","requestContext":{},"responsePayload":{}}"""];

    [Fact]
    public async Task A_sweep_s_dead_letter_is_done_on_whichever_queue_it_is_put()
    {
        Assert.Empty((await SubmitAsync(Sweep)).BatchItemFailures);
        Assert.Empty((await ChangeAsync(Sweep)).BatchItemFailures);
    }

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task On_the_submit_queue_whatever_is_no_job_submits_none_and_holds_up_none(string stranger)
    {
        var request = A.Request();
        var answer = await SubmitAsync(stranger, JsonSerializer.Serialize(SubmissionMessages.Of(request, "sub", [], A.Noon), QueueJson.Default.QueuedMessage));

        Assert.All(answer.BatchItemFailures, failure => Assert.Equal("m0", failure.ItemIdentifier));
        Assert.Equal([request.Token], _stack.Batch.Submitted.Select(job => job.Token));
    }

    [Fact]
    public async Task On_the_queue_of_events_whatever_is_no_event_makes_no_record_and_holds_up_none()
    {
        string[] strangers = [Sweep, Upload, JsonSerializer.Serialize(SubmissionMessages.Of(A.Request(), "sub", [], A.Noon), QueueJson.Default.QueuedMessage)];

        var answer = await ChangeAsync([.. strangers, AnEvent.Of("RUNNABLE")]);

        Assert.Equal(["m1", "m2"], answer.BatchItemFailures.Select(failure => failure.ItemIdentifier));
        Assert.Equal(A.JobId, Assert.Single(_stack.Jobs.All).JobId);
        Assert.Empty(_stack.Batch.Submitted);
    }

    [Fact]
    public async Task The_dead_letters_of_a_job_redriven_after_it_was_submitted_after_all_submit_nothing()
    {
        var message = JsonSerializer.Serialize(SubmissionMessages.Of(A.Request(), "sub", [], A.Noon), QueueJson.Default.QueuedMessage);
        await SubmitAsync(message);
        await SubmitAsync(message, message);

        Assert.Single(_stack.Batch.Submitted);
    }

    [Fact]
    public async Task A_second_sweep_while_one_is_at_work_does_nothing_and_a_killed_one_holds_up_none_for_long()
    {
        await _stack.Jobs.AdvanceAsync(A.Change(JobStatus.Running), None);
        _stack.Watch.Items.Add((new WatchedItem(A.JobId, null), A.Noon.AddHours(-1)));
        await _stack.Lease.TakeAsync("killed", A.Noon, A.Noon.AddSeconds(30), None);

        await SweepAsync();
        Assert.Empty(_stack.Batch.Described);

        _stack.Clock.Advance(TimeSpan.FromSeconds(31));
        await SweepAsync();
        await SweepAsync();
        Assert.Equal([A.JobId], Assert.Single(_stack.Batch.Described));
        Assert.Null(await _stack.Lease.TakeAsync("next", _stack.Clock.GetUtcNow(), _stack.Clock.GetUtcNow(), None));
    }

    private Task SweepAsync() => _stack.Handler<ReconcileJobsHandler>().ReconcileJobs(new ScheduledEvent(), _stack.Context);

    private Task<SQSBatchResponse> SubmitAsync(params IReadOnlyList<string> bodies) => _stack.Handler<SubmitQueuedJobsHandler>().SubmitQueuedJobs(Delivery(bodies), _stack.Context);

    private Task<SQSBatchResponse> ChangeAsync(params IReadOnlyList<string> bodies) => _stack.Handler<JobStateChangedHandler>().JobStateChanged(Delivery(bodies), _stack.Context);

    private static SQSEvent Delivery(IReadOnlyList<string> bodies) =>
        new() { Records = [.. bodies.Select((body, n) => new SQSEvent.SQSMessage { MessageId = $"m{n}", Body = body })] };
}

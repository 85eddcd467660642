using Amazon.Batch.Model;
using BatchFunctions.Failures;
using BatchFunctions.Jobs;
using BatchFunctions.Tests.Doubles;
using BatchFunctions.Tracking;
using Microsoft.Extensions.Time.Testing;

namespace BatchFunctions.Tests.Tracking;

public sealed class ReconcilerTests
{
    private static readonly DateTimeOffset Later = A.Noon.AddHours(2);

    private readonly FakeTimeProvider _clock = new(Later);
    private readonly InMemoryWatch _watch = new();
    private readonly InMemoryJobs _jobs = new();
    private readonly InMemoryIntents _intents = new();
    private readonly InMemoryBatch _batch = new();
    private readonly InMemorySubmitQueue _queue = new();
    private readonly RecordingOutcomes _outcomes = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lost_end_is_repaired_and_acted_on()
    {
        await WatchJobAsync(JobStatus.Running);
        _batch.Details[A.JobId] = Detail("FAILED", "Your Spot Task was interrupted.");

        var round = await RunAsync();

        Assert.Equal(new SweepRound(1, 1), round);
        Assert.Equal(JobStatus.Failed, (await _jobs.FindAsync(A.JobId, None))?.Status);
        Assert.Equal(A.JobId, Assert.Single(_queue.Sent).Message.Job?.ResubmitOf);
    }

    [Fact]
    public async Task A_job_that_stands_as_we_know_it_goes_to_the_end_of_the_order()
    {
        await WatchJobAsync(JobStatus.Running);
        _batch.Details[A.JobId] = Detail("RUNNING");

        Assert.Equal(new SweepRound(1, 0), await RunAsync());
        Assert.Equal(new SweepRound(0, 0), await RunAsync());
    }

    [Fact]
    public async Task A_job_that_AWS_Batch_has_forgotten_is_marked_so()
    {
        await WatchJobAsync(JobStatus.Running);

        await RunAsync();

        Assert.Equal([A.JobId], _watch.Forgotten);
        Assert.Empty(_watch.Items);
    }

    [Fact]
    public async Task A_job_that_waits_too_long_is_told_to_be_stuck_once_with_its_reason()
    {
        await WatchJobAsync(JobStatus.Runnable);
        _batch.Details[A.JobId] = Detail("RUNNABLE", "CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY - none");

        await RunAsync();
        _clock.Advance(TimeSpan.FromHours(1));
        await RunAsync();

        var stuck = Assert.Single(_outcomes.Published);
        Assert.Equal("Job Stuck", stuck.DetailType);
        Assert.Contains("CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY - none", stuck.Detail, StringComparison.Ordinal);
        Assert.Equal("CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY - none", (await _jobs.FindAsync(A.JobId, None))?.BlockedReason);
    }

    [Fact]
    public async Task An_intent_whose_job_was_submitted_unheard_is_settled()
    {
        var request = A.Request();
        await _intents.CreateAsync(request.AsIntent(A.Noon, A.Noon.AddSeconds(30), "owner"), None);
        _watch.Items.Add((new WatchedItem(null, request.Token), A.Noon));
        await _batch.SubmitAsync(request.Body, request.Token, None);

        Assert.Equal(new SweepRound(1, 1), await RunAsync());

        var jobId = _batch.Submitted[0].JobId;
        Assert.Equal(jobId, (await _intents.FindAsync(request.Token, None))?.JobId);
        Assert.Equal(request.Body, (await _jobs.FindAsync(jobId, None))?.Request);
    }

    [Fact]
    public async Task An_intent_that_was_never_submitted_is_left_for_its_caller_to_try_again()
    {
        var request = A.Request();
        await _intents.CreateAsync(request.AsIntent(A.Noon, A.Noon.AddSeconds(30), "owner"), None);
        _watch.Items.Add((new WatchedItem(null, request.Token), A.Noon));

        await RunAsync();

        Assert.Empty(_watch.Items);
        Assert.False((await _intents.FindAsync(request.Token, None))?.IsSettled);
    }

    private static JobDetail Detail(string status, string? reason = null) => new()
    {
        JobId = A.JobId,
        JobName = "hello",
        JobQueue = "arn:aws:batch:us-east-1:123456789012:job-queue/default",
        JobDefinition = "arn:aws:batch:us-east-1:123456789012:job-definition/hello:1",
        Status = status,
        StatusReason = reason,
        CreatedAt = A.Noon.ToUnixTimeMilliseconds(),
    };

    private async Task WatchJobAsync(JobStatus status)
    {
        await _jobs.RecordSubmissionAsync(A.Submitted(), None);
        await _jobs.AdvanceAsync(A.Change(status), None);
        _watch.Items.Add((new WatchedItem(A.JobId, null), A.Noon));
    }

    private Task<SweepRound> RunAsync()
    {
        var failures = new FailureHandler(
            _jobs, _queue, _outcomes, new DefaultRules(), new Metrics(TextWriter.Null, _clock), _clock);
        var settings = new SweepSettings(TimeSpan.FromMinutes(15), TimeSpan.FromHours(1));
        var reconciler = new Reconciler(
            _watch, _jobs, _intents, _batch, new JobTracker(_jobs, _intents), failures, _outcomes, settings);

        return reconciler.RunAsync(_clock.GetUtcNow(), None);
    }
}

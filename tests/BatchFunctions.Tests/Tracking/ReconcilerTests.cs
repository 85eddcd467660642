using Amazon.Batch.Model;
using Amazon.Lambda.CloudWatchEvents.ScheduledEvents;
using Amazon.Lambda.TestUtilities;
using BatchFunctions.Failures;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Lambda;
using BatchFunctions.Records;
using BatchFunctions.Submissions;
using BatchFunctions.Tests.Doubles;
using BatchFunctions.Tests.Failures;
using BatchFunctions.Tracking;
using Microsoft.Extensions.Time.Testing;

namespace BatchFunctions.Tests.Tracking;

public sealed class ReconcilerTests
{
    private static readonly DateTimeOffset Later = A.Noon.AddHours(2);

    private readonly FakeTimeProvider _clock = new(Later);
    private readonly InMemoryWatch _watch = new();
    private readonly InMemorySweepCursor _cursor = new();
    private readonly InMemoryJobs _jobs = new();
    private readonly InMemoryIntents _intents = new();
    private readonly InMemorySubmissions _submissions = new();
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
    public async Task A_job_that_stands_as_we_know_it_is_not_looked_at_again_by_the_same_lap()
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
        Assert.Equal(
            $$"""{"key":"{{A.JobId}}/forgotten","jobId":"{{A.JobId}}","jobName":"hello","jobQueue":"arn:aws:batch:us-east-1:123456789012:job-queue/default","status":"RUNNING","cause":"Unknown","resubmission":0,"forgotten":true}""",
            Assert.Single(_outcomes.Published).Detail);
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
    public async Task A_stuck_job_that_could_not_be_told_is_told_by_the_next_sweep()
    {
        await WatchJobAsync(JobStatus.Runnable);
        _batch.Details[A.JobId] = Detail("RUNNABLE");
        _outcomes.IsDown = true;

        Assert.Equal(new SweepRound(1, 0, 1), await RunAsync());
        _clock.Advance(TimeSpan.FromHours(1));
        await RunAsync();

        Assert.Equal("Job Stuck", Assert.Single(_outcomes.Published).DetailType);
    }

    [Fact]
    public async Task An_intent_whose_job_was_submitted_unheard_is_settled()
    {
        var request = A.Request();
        await WatchIntentAsync(request);
        await _batch.SubmitAsync(request.Body, request.Token, None);

        Assert.Equal(new SweepRound(1, 1), await RunAsync());

        var jobId = _batch.Submitted[0].JobId;
        Assert.Equal(jobId, (await _intents.FindAsync(request.Token, None))?.JobId);
        Assert.Equal(request.Body, (await _jobs.FindAsync(jobId, None))?.Request);
    }

    [Fact]
    public async Task An_intent_of_a_row_whose_job_was_submitted_unheard_fills_the_row()
    {
        var request = A.Request() with { SubmissionId = "sub", Row = 3 };
        await WatchIntentAsync(request);
        await _batch.SubmitAsync(request.Body, request.Token, None);

        await RunAsync();

        Assert.Equal([new SubmissionRow("sub", 3, "hello", _batch.Submitted[0].JobId, null)], await _submissions.RowsAsync("sub", None));
    }

    [Fact]
    public async Task An_intent_that_was_never_submitted_is_abandoned_in_words()
    {
        var request = A.Request() with { SubmissionId = "sub", Row = 3 };
        await WatchIntentAsync(request);
        _clock.SetUtcNow(A.Noon.AddHours(2));
        Assert.Equal(new SweepRound(1, 1), await RunAsync());

        Assert.Equal(A.Noon.AddHours(2), (await _intents.FindAsync(request.Token, None))?.AbandonedAt);
        Assert.Equal(
            [new SubmissionRow("sub", 3, "hello", null, "It was never submitted: AWS Batch has no job of it, and nobody has tried again.")],
            await _submissions.RowsAsync("sub", None));
    }

    [Fact]
    public async Task An_intent_is_left_for_its_caller_to_try_again_for_an_hour()
    {
        var request = A.Request();
        await _intents.CreateAsync(Intent.Of(request, Later.AddMinutes(-59), Later.AddMinutes(-58), "owner"), None);
        _watch.Items.Add((new WatchedItem(null, request.Token), A.Noon));

        Assert.Equal(new SweepRound(1, 0), await RunAsync());

        Assert.Null((await _intents.FindAsync(request.Token, None))?.AbandonedAt);
        Assert.Single(_watch.Items);
    }

    [Fact]
    public async Task A_resubmission_that_was_never_submitted_gives_the_failed_job_up()
    {
        await _jobs.AdvanceAsync(A.Change(JobStatus.Failed), None);
        await _jobs.RecordDecisionAsync(A.JobId, FailureDecision.Resubmitted, "by rule", StoredVerdict.Nothing, A.Noon, None);
        await WatchIntentAsync(A.Request() with { Token = FailureDecision.TokenOf(A.JobId), ResubmitOf = A.JobId });

        await RunAsync();

        Assert.Equal(FailureDecision.GivenUp, (await _jobs.FindAsync(A.JobId, None))?.Decision);
        Assert.Equal("Job Given Up", Assert.Single(_outcomes.Published).DetailType);
    }

    [Fact]
    public async Task A_job_whose_end_was_heard_and_not_acted_on_is_acted_on_also_when_AWS_Batch_has_forgotten_it()
    {
        await WatchJobAsync(JobStatus.Failed);

        await RunAsync();

        Assert.Empty(_watch.Forgotten);
        Assert.Equal(["Job Given Up", "Job Finished"], _outcomes.Published.Select(happening => happening.DetailType));
    }

    [Fact]
    public async Task A_sweep_that_runs_out_of_time_goes_on_at_the_next_run_where_it_stopped()
    {
        for (var n = 0; n < 250; n++)
        {
            var id = $"{n:D8}-1111-4111-8111-111111111111";
            _watch.Items.Add((new WatchedItem(id, null), A.Noon.AddSeconds(n)));
            _batch.Details[id] = Detail("RUNNING", jobId: id);
        }

        await HandleAsync(remaining: TimeSpan.FromSeconds(10));
        Assert.Equal([100], _batch.Described.Select(ids => ids.Length));

        _clock.Advance(TimeSpan.FromMinutes(5));
        await HandleAsync(remaining: TimeSpan.FromMinutes(4));
        Assert.Equal([100, 100, 50], _batch.Described.Select(ids => ids.Length));
        Assert.Equal(250, _batch.Described.SelectMany(ids => ids).Distinct().Count());

        Task HandleAsync(TimeSpan remaining) => new ReconcileJobsHandler(Sweep().Others, Sweep().Jobs, TestServiceJobs.Laps(new InMemoryServiceJobs(), new(TimeSpan.FromMinutes(15), TimeSpan.FromHours(3))), new InMemorySweepLease(), _clock, () => new Guid(1, 0, 0, new byte[8])).ReconcileJobs(
            new ScheduledEvent(), new TestLambdaContext { RemainingTime = remaining });
    }

    [Fact]
    public async Task A_job_that_cannot_be_read_stops_no_other()
    {
        const string Broken = "22222222-2222-4222-8222-222222222222";
        _watch.Items.Add((new WatchedItem(Broken, null), A.Noon.AddHours(-1)));
        _batch.Details[Broken] = Detail("DREAMING", jobId: Broken);
        await WatchJobAsync(JobStatus.Running);
        _batch.Details[A.JobId] = Detail("SUCCEEDED");

        Assert.Equal(new SweepRound(2, 1, 1), await RunAsync());

        Assert.Equal(JobStatus.Succeeded, (await _jobs.FindAsync(A.JobId, None))?.Status);
    }

    private static JobDetail Detail(string status, string? reason = null, string jobId = A.JobId) => new()
    {
        JobId = jobId,
        JobName = "hello",
        JobQueue = "arn:aws:batch:us-east-1:123456789012:job-queue/default",
        JobDefinition = "arn:aws:batch:us-east-1:123456789012:job-definition/hello:1",
        Status = status,
        StatusReason = reason,
        CreatedAt = A.Noon.ToUnixTimeMilliseconds(),
    };

    private async Task WatchIntentAsync(JobRequest request)
    {
        await _intents.CreateAsync(Intent.Of(request, A.Noon, A.Noon.AddSeconds(30), "owner"), None);
        _watch.Items.Add((new WatchedItem(null, request.Token), A.Noon));
    }

    private async Task WatchJobAsync(JobStatus status)
    {
        await _jobs.RecordSubmissionAsync(A.Submitted(), None);
        await _jobs.AdvanceAsync(A.Change(status), None);
        _watch.Items.Add((new WatchedItem(A.JobId, null), A.Noon));
    }

    /// <summary>A whole sweep: what waits for its submitter, then a lap of the open jobs.</summary>
    private async Task<SweepRound> RunAsync()
    {
        var (reconciler, laps) = Sweep();
        var sum = await reconciler.RunAsync(_clock.GetUtcNow(), new SweepCalls(), new TestLambdaContext(), None);
        var lap = await laps.BeginAsync(_clock.GetUtcNow(), None);
        while (lap.Cursor.IsUnderWay)
        {
            (lap, var round) = await laps.RunAsync(lap, _clock.GetUtcNow(), new TestLambdaContext(), None);
            sum = new(sum.Looked + round.Looked, sum.Repaired + round.Repaired, sum.Failed + round.Failed);
        }

        await laps.EndAsync(lap, None);

        return sum;
    }

    private (Reconciler Others, JobLaps Jobs) Sweep()
    {
        var failures = TestJobEnds.On(_jobs, _queue, _outcomes, _clock);
        var settings = new SweepSettings(TimeSpan.FromMinutes(15), TimeSpan.FromHours(1));
        var jobs = new JobSweep(_watch, _jobs, new JobTracker(_jobs, _intents, new FailedChildren(_jobs, _batch), new InMemoryBlockedQueues()), failures, _outcomes, new InMemoryCounts(), settings);
        var ends = new IntentEnds(_intents, _jobs, new SubmissionRows(_submissions, new InMemoryCounts(), _queue), new LostResubmissions(_jobs, _outcomes));

        var metrics = new Metrics(TextWriter.Null, _clock);

        return (
            new Reconciler(
                _watch, _batch, new(jobs, new IntentSweep(_watch, _intents, _batch, ends), new SubmissionSweep(_watch, _submissions, _queue)), settings, metrics),
            new JobLaps(_watch, _cursor, _batch, _jobs, jobs, settings, metrics));
    }
}

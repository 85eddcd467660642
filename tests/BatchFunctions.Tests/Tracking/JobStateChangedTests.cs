using Amazon.Lambda.SQSEvents;
using Amazon.Lambda.TestUtilities;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Records;
using BatchFunctions.Tests.Doubles;
using BatchFunctions.Tests.Failures;
using BatchFunctions.Tracking;

namespace BatchFunctions.Tests.Tracking;

public sealed class JobStateChangedTests
{
    private readonly InMemoryJobs _jobs = new();
    private readonly InMemoryIntents _intents = new();
    private readonly InMemoryBatch _batch = new();
    private readonly InMemoryBlockedQueues _queues = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_makes_the_record_of_a_job_that_others_submitted()
    {
        await DeliverAsync(AnEvent.Of("RUNNABLE"));

        var record = await FindAsync();
        Assert.Equal(JobStatus.Runnable, record.Status);
        Assert.Equal("hello", record.JobName);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1772366400000), record.CreatedAt);
        Assert.Equal([new JobTransition(1, JobStatus.Runnable, new(2026, 3, 1, 12, 0, 5, TimeSpan.Zero), null)], record.History);
    }

    [Fact]
    public async Task Events_in_any_order_and_number_end_in_the_same_status()
    {
        string[] events = [AnEvent.Of("RUNNABLE"), AnEvent.Of("STARTING"), AnEvent.Of("RUNNING"), AnEvent.Of("SUCCEEDED")];
        foreach (var order in Orders(events))
        {
            var test = new JobStateChangedTests();
            foreach (var happening in order.Concat(order.Reverse()))
            {
                await test.DeliverAsync(happening);
            }

            var record = await test.FindAsync();
            Assert.Equal(JobStatus.Succeeded, record.Status);
            Assert.Equal(
                [JobStatus.Runnable, JobStatus.Starting, JobStatus.Running, JobStatus.Succeeded],
                record.History.Select(line => line.Status));
        }
    }

    [Fact]
    public async Task Events_of_one_delivery_end_in_the_same_record_as_one_by_one_whatever_their_order()
    {
        string[] events = [AnEvent.Of("RUNNABLE"), AnEvent.Of("STARTING"), AnEvent.Of("RUNNING"), AnEvent.Of("SUCCEEDED")];
        foreach (var happening in events)
        {
            await DeliverAsync(happening);
        }

        foreach (var order in Orders(events))
        {
            var test = new JobStateChangedTests();
            Assert.Empty(await test.DeliverAsync([.. order, order[0]]));
            Assert.Equivalent(await FindAsync(), await test.FindAsync(), strict: true);
            Assert.Empty(await test.DeliverAsync(order));
            Assert.Equivalent(await FindAsync(), await test.FindAsync(), strict: true);
        }
    }

    [Fact]
    public async Task Late_events_of_one_delivery_are_told_in_their_place()
    {
        await DeliverAsync(AnEvent.Of("RUNNING"));
        await DeliverAsync(AnEvent.Of("STARTING"), AnEvent.Of("RUNNABLE"));

        Assert.Equal([JobStatus.Runnable, JobStatus.Starting, JobStatus.Running], (await FindAsync()).History.Select(line => line.Status));
    }

    [Fact]
    public async Task Of_two_ends_in_one_delivery_the_first_is_final()
    {
        await DeliverAsync(AnEvent.Of("RUNNING"), AnEvent.Of("FAILED", "Essential container in task exited"), AnEvent.Of("SUCCEEDED"));

        Assert.Equal((JobStatus.Failed, "ApplicationError"), ((await FindAsync()).Status, (await FindAsync()).Cause));
    }

    [Fact]
    public async Task What_only_an_earlier_event_of_the_delivery_tells_is_not_lost()
    {
        var request = A.Request();
        await _intents.CreateAsync(Intent.Of(request, A.Noon, A.Noon.AddSeconds(30), "owner"), None);

        await DeliverAsync(AnEvent.Of("RUNNABLE", token: request.Token), AnEvent.Of("STARTING"));

        Assert.Equal((A.JobId, JobStatus.Starting), ((await _intents.FindAsync(request.Token, None))?.JobId, (await FindAsync()).Status));
    }

    [Fact]
    public async Task A_queue_blocked_in_the_delivery_that_brings_its_head_is_known_unless_that_has_moved_on_in_it()
    {
        var blocked = AnEvent.Of("RUNNABLE", "UNDETERMINED").Replace("Batch Job State Change", "Batch Job Queue Blocked", StringComparison.Ordinal);
        await DeliverAsync(blocked, AnEvent.Of("SUBMITTED"), AnEvent.Of("RUNNABLE"));
        Assert.Equal("UNDETERMINED", (await FindAsync()).BlockedReason);

        var other = new JobStateChangedTests();
        await other.DeliverAsync(AnEvent.Of("RUNNABLE"), blocked, AnEvent.Of("STARTING"));
        Assert.Null((await other.FindAsync()).BlockedReason);
    }

    [Fact]
    public async Task Where_taking_events_together_fails_each_is_taken_by_itself()
    {
        var cut = new CutPoint(0, after: false);

        Assert.Empty(await DeliverAsync(new CutJobs(_jobs, cut), AnEvent.Of("RUNNABLE"), AnEvent.Of("STARTING"), AnEvent.Of("RUNNING")));
        Assert.Equal([JobStatus.Runnable, JobStatus.Starting, JobStatus.Running], (await FindAsync()).History.Select(line => line.Status));
    }

    [Fact]
    public async Task Nothing_moves_a_job_that_is_over()
    {
        await DeliverAsync(AnEvent.Of("FAILED", "Essential container in task exited"));
        await DeliverAsync(AnEvent.Of("SUCCEEDED"));
        await DeliverAsync(AnEvent.Of("RUNNING"));

        var record = await FindAsync();
        Assert.Equal(JobStatus.Failed, record.Status);
        Assert.Equal("ApplicationError", record.Cause);
        Assert.Equal([JobStatus.Running, JobStatus.Failed], record.History.Select(line => line.Status));
    }

    [Fact]
    public async Task An_event_that_carries_the_token_settles_the_request_and_brings_its_body()
    {
        var request = A.Request();
        await _intents.CreateAsync(Intent.Of(request, A.Noon, A.Noon.AddSeconds(30), "owner"), None);

        await DeliverAsync(AnEvent.Of("RUNNABLE", token: request.Token));

        Assert.Equal(A.JobId, (await _intents.FindAsync(request.Token, None))?.JobId);
        Assert.Equal(request.Body, (await FindAsync()).Request);
    }

    [Theory]
    [InlineData("SUCCEEDED")]
    [InlineData("FAILED")]
    public async Task The_end_of_a_job_brings_its_body_when_whoever_submitted_it_died_before_writing_the_record(string status)
    {
        var request = A.Request();
        await _intents.CreateAsync(Intent.Of(request, A.Noon, A.Noon.AddSeconds(30), "owner"), None);
        await _intents.SettleAsync(request.Token, A.JobId, None);

        await DeliverAsync(AnEvent.Of(status, token: request.Token));

        Assert.Equal(request.Body, (await FindAsync()).Request);
    }

    [Fact]
    public async Task A_blocked_queue_marks_its_head_until_that_moves_on()
    {
        await DeliverAsync(AnEvent.Of("RUNNABLE"));
        await DeliverAsync(AnEvent.Of("RUNNABLE", "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT - too much").Replace("Batch Job State Change", "Batch Job Queue Blocked", StringComparison.Ordinal));
        Assert.Equal("MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT - too much", (await FindAsync()).BlockedReason);

        await DeliverAsync(AnEvent.Of("STARTING"));
        Assert.Null((await FindAsync()).BlockedReason);
    }

    [Fact]
    public async Task A_blocked_queue_knows_its_head_unless_that_has_moved_on_already()
    {
        var blocked = AnEvent.Of("RUNNABLE", "UNDETERMINED").Replace("Batch Job State Change", "Batch Job Queue Blocked", StringComparison.Ordinal);
        await DeliverAsync(AnEvent.Of("RUNNING"), blocked);
        Assert.Null(await _queues.FindAsync("default", None));

        const string Other = "22222222-2222-4222-8222-222222222222";
        await DeliverAsync(AnEvent.Of("RUNNABLE", jobId: Other), blocked.Replace(A.JobId, Other, StringComparison.Ordinal));
        Assert.Equal(Other, (await _queues.FindAsync("default", None))?.HeadJobId);
    }

    [Fact]
    public async Task Of_an_array_only_failed_children_are_kept()
    {
        await DeliverAsync(AnEvent.Of("SUCCEEDED").Replace(A.JobId, $"{A.JobId}:0", StringComparison.Ordinal));
        await DeliverAsync(AnEvent.Of("FAILED", "Essential container in task exited").Replace(A.JobId, $"{A.JobId}:7", StringComparison.Ordinal));

        var child = Assert.Single(await _jobs.FailedChildrenAsync(A.JobId, None));
        Assert.Equal((7, "ApplicationError"), (child.Index, child.Cause));
        Assert.Empty(_jobs.All);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"detail-type":"Batch Job State Change","time":"2026-03-01T12:00:00Z","detail":{"jobId":"x"}}""")]
    [InlineData("""{"detail-type":"ECS Task State Change","time":"2026-03-01T12:00:00Z","detail":{}}""")]
    public async Task An_event_that_cannot_be_read_fails_alone(string bad)
    {
        var failures = await DeliverAsync(bad, AnEvent.Of("RUNNING"));

        Assert.Equal(["m0"], failures);
        Assert.Equal(JobStatus.Running, (await FindAsync()).Status);
    }

    [Fact]
    public async Task A_success_is_told_before_it_is_written_and_once_more_where_that_was_cut_off()
    {
        await _jobs.RecordSubmissionAsync(A.Submitted(), None);
        await DeliverAsync(AnEvent.Of("RUNNABLE"), AnEvent.Of("RUNNING"));
        var (outcomes, cut) = (new RecordingOutcomes(), new CutPoint(0, after: false));
        var ends = TestJobEnds.On(new CutJobs(_jobs, cut), new InMemorySubmitQueue(), outcomes, TimeProvider.System);
        var (open, change) = (await FindAsync(), BatchEvent.Parse(AnEvent.Of("SUCCEEDED")).Change);

        await Assert.ThrowsAnyAsync<Exception>(() => ends.SucceedAsync(open, change, None));
        Assert.Equal((1, JobStatus.Running, false), (outcomes.Published.Count, (await FindAsync()).Status, (await FindAsync()).IsHandled));
        await DeliverAsync(AnEvent.Of("SUCCEEDED"));

        Assert.Equal((JobStatus.Succeeded, true), ((await FindAsync()).Status, (await FindAsync()).IsHandled));
    }

    private static IEnumerable<string[]> Orders(string[] events) =>
        events.Length == 1
            ? [events]
            : events.SelectMany(first => Orders([.. events.Where(other => other != first)]), (first, rest) => new[] { first }.Concat(rest).ToArray());

    private async Task<JobRecord> FindAsync() => await _jobs.FindAsync(A.JobId, None) ?? throw new InvalidOperationException("There is no record.");

    private Task<IEnumerable<string>> DeliverAsync(params string[] events) => DeliverAsync(_jobs, events);

    private async Task<IEnumerable<string>> DeliverAsync(IJobStore jobs, params string[] events)
    {
        var failures = TestJobEnds.On(jobs, new InMemorySubmitQueue(), new RecordingOutcomes(), TimeProvider.System);
        var handler = new JobStateChangedHandler(new JobTracker(jobs, _intents, new FailedChildren(jobs, _batch), _queues), _batch, failures, TestServiceJobs.None(), InMemoryChanges.Teller());
        var answer = await handler.JobStateChanged(
            new SQSEvent { Records = [.. events.Select((body, n) => new SQSEvent.SQSMessage { MessageId = $"m{n}", Body = body })] },
            new TestLambdaContext());

        return answer.BatchItemFailures.Select(failure => failure.ItemIdentifier);
    }
}

using Amazon.Batch.Model;
using Amazon.Lambda.CloudWatchEvents.ScheduledEvents;
using Amazon.Lambda.TestUtilities;
using BatchFunctions.DynamoDb;
using BatchFunctions.Failures;
using BatchFunctions.Jobs;
using BatchFunctions.Lambda;
using BatchFunctions.Records;
using BatchFunctions.Submissions;
using BatchFunctions.Tests.Doubles;
using BatchFunctions.Tests.Failures;
using BatchFunctions.Tests.Tracking;
using BatchFunctions.Tracking;
using Bench.Meter;
using Microsoft.Extensions.Time.Testing;

namespace BatchFunctions.Tests.DynamoDb;

/// <summary>What the table is charged for a sweep over jobs that stand as they are known, counted on DynamoDB's stand-in.</summary>
public sealed class SweepUnitTests(DynaliteFixture dynalite) : IClassFixture<DynaliteFixture>
{
    private const int Count = 500;

    private readonly InMemoryBatch _batch = new();

    private readonly FakeTimeProvider _clock = new(A.Noon);

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Five_hundred_jobs_that_stand_as_known_cost_fifteen_units_and_a_read_or_two_each()
    {
        await SubmitAsync();
        _clock.Advance(TimeSpan.FromHours(1));
        using var meter = new MeteredDynamoDb(dynalite.Url, DynaliteFixture.TableName);

        await SweepAsync(meter);

        // The lease is taken, renewed for each page but the first, and given back; where the lap is stands there at its beginning, after each page, and at its end.
        Assert.Equal(15, meter.WriteUnits);
        Assert.InRange(meter.WriteUnits / (double)Count, 0, 0.05);
        Assert.InRange(meter.ReadUnits / Count, 0, 2);
        Assert.Equal(Count, _batch.Described.Sum(ids => ids.Length));
        Assert.All(_batch.Described, ids => Assert.InRange(ids.Length, 1, 100));
    }

    private async Task SubmitAsync()
    {
        var jobs = dynalite.Jobs();
        foreach (var ids in Enumerable.Range(0, Count).Select(_ => $"{Guid.NewGuid()}").Chunk(50))
        {
            await Task.WhenAll(ids.Select(async id =>
            {
                await jobs.RecordSubmissionAsync(A.Submitted(id), None);
                await jobs.AdvanceAsync(A.Change(JobStatus.Runnable, jobId: id), None);
            }));
            foreach (var id in ids)
            {
                _batch.Details[id] = new JobDetail { JobId = id, JobName = "hello", JobQueue = "default", JobDefinition = "hello:1", Status = "RUNNABLE", CreatedAt = A.Noon.ToUnixTimeMilliseconds() };
            }
        }
    }

    private async Task SweepAsync(MeteredDynamoDb meter)
    {
        var table = new Table(meter, DynaliteFixture.TableName, TimeSpan.FromDays(90));
        var (jobs, intents, watch) = (new JobTable(table, new JobIndexes(table, TimeProvider.System)), new IntentTable(table), new WatchTable(table));
        var settings = new SweepSettings(TimeSpan.FromMinutes(15), TimeSpan.FromHours(3));
        var (queue, outcomes, submissions, counts) = (new InMemorySubmitQueue(), new RecordingOutcomes(), new InMemorySubmissions(), new InMemoryCounts());
        var tracker = new JobTracker(jobs, intents, new FailedChildren(jobs, _batch), new InMemoryBlockedQueues());
        var looks = new JobSweep(watch, jobs, tracker, TestJobEnds.On(jobs, queue, outcomes, _clock), outcomes, counts, settings);
        var ends = new IntentEnds(intents, jobs, new SubmissionRows(submissions, counts, queue), new LostResubmissions(jobs, outcomes));
        var metrics = new Metrics(TextWriter.Null, _clock);
        var reconciler = new Reconciler(
            watch, _batch, new(looks, new IntentSweep(watch, intents, _batch, ends), new SubmissionSweep(watch, submissions, queue)), settings, metrics);
        var laps = new JobLaps(watch, new SweepCursorTable(table), _batch, jobs, looks, settings, metrics);

        await new ReconcileJobsHandler(reconciler, laps, TestServiceJobs.Laps(new ServiceJobTable(table), settings), new SweepLeaseTable(table), _clock, Guid.NewGuid).ReconcileJobs(
            new ScheduledEvent(), new TestLambdaContext { RemainingTime = TimeSpan.FromMinutes(4) });
    }
}

using Amazon.Batch.Model;
using BatchFunctions.Courses;
using BatchFunctions.DynamoDb;
using BatchFunctions.Following;
using BatchFunctions.Jobs;
using BatchFunctions.Overview;
using BatchFunctions.Tests.Doubles;
using BatchFunctions.Tests.Http;
using Bench.Meter;
using Microsoft.Extensions.DependencyInjection;
using JobStatus = BatchFunctions.Jobs.JobStatus;

namespace BatchFunctions.Tests.DynamoDb;

/// <summary>What the routes of the console read and write, counted on DynamoDB's stand-in, where a scan would be none of the calls that are counted.</summary>
public sealed class ConsoleReadTests(DynaliteFixture dynalite) : IClassFixture<DynaliteFixture>
{
    private const int OfEach = 130;

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_overview_reads_a_page_or_two_of_each_queue_however_many_jobs_there_are()
    {
        await FillAsync();
        await new SweepCursorTable(dynalite.Table()).WriteAsync(BatchFunctions.Tracking.SweepCursor.None with { FirstAt = A.Noon.AddDays(-2) }, None);
        using var meter = new MeteredDynamoDb(dynalite.Url, DynaliteFixture.TableName);
        var table = new Table(meter, DynaliteFixture.TableName, TimeSpan.FromDays(90));
        var batch = ScriptedBatch.Create()
            .On((DescribeJobQueuesRequest _) => new DescribeJobQueuesResponse { JobQueues = [new() { JobQueueName = "busy" }, new() { JobQueueName = "idle" }] })
            .On((GetJobQueueSnapshotRequest _) => new GetJobQueueSnapshotResponse());
        var stack = new FunctionStack();
        var handler = stack.HandlerWith<DescribeOverviewHandler>(services => services
            .AddSingleton(batch.Client)
            .AddSingleton<IBlockedQueues>(new BlockedQueueTable(table))
            .AddSingleton<IJobStore>(new JobTable(table, new JobIndexes(table, stack.Clock))));

        var answer = await HttpAnswer.OfAsync(handler.DescribeOverview(new(), stack.Context));

        Assert.Contains("\"isPart\":true", answer.Body, StringComparison.Ordinal);
        // Two lists a queue, of two pages at most each.
        Assert.InRange(meter.Queries, 4, 8);
        // The open jobs that are shown, one more to see that there are, and a few items of the queues.
        Assert.InRange(meter.ReadUnits, 1, 350);
        Assert.Equal(0, meter.Writes);
    }

    [Fact]
    public async Task Timelines_read_the_page_of_a_list_and_its_records_once_and_a_graph_a_submission_page_by_page()
    {
        var jobs = dynalite.Jobs();
        var submission = $"{Guid.NewGuid()}";
        foreach (var some in Enumerable.Range(0, OfEach).Chunk(30))
        {
            await Task.WhenAll(some.Select(n => jobs.RecordSubmissionAsync(A.Submitted($"{Guid.NewGuid()}", submission, A.Noon.AddSeconds(n), queue: "of-courses"), None)));
        }

        using var meter = new MeteredDynamoDb(dynalite.Url, DynaliteFixture.TableName);
        var table = new Table(meter, DynaliteFixture.TableName, TimeSpan.FromDays(90));
        var stack = new FunctionStack();
        var store = new JobTable(table, new JobIndexes(table, stack.Clock));
        var timelines = new ListTimelinesHandler(new FilteredJobs(store, new FixedQueueNames()), store);
        var graph = new DescribeGraphHandler(store, stack.Batch);

        var page = await HttpAnswer.OfAsync(timelines.ListTimelines(new() { QueryStringParameters = new Dictionary<string, string> { ["submissionId"] = submission, ["limit"] = "100" } }, stack.Context));
        Assert.Contains("nextToken", page.Body, StringComparison.Ordinal);
        Assert.InRange(meter.Queries, 1, 2);
        Assert.InRange(meter.ReadUnits, 1, 220);

        var before = meter.Queries;
        Assert.Equal(System.Net.HttpStatusCode.OK, (await HttpAnswer.OfAsync(graph.DescribeGraph(new() { QueryStringParameters = new Dictionary<string, string> { ["submissionId"] = submission } }, stack.Context))).Status);
        Assert.InRange(meter.Queries - before, 2, 4);
        Assert.Equal(0, meter.Writes);
    }

    [Fact]
    public async Task A_look_for_changes_is_one_query_of_what_has_moved_since()
    {
        using var meter = new MeteredDynamoDb(dynalite.Url, DynaliteFixture.TableName);
        var feed = new ChangeTable(new Table(meter, DynaliteFixture.TableName, TimeSpan.FromDays(90)));
        Assert.Null(await feed.WatchedUntilAsync(None));
        await feed.WatchAsync(A.Noon, None);
        Assert.Equal(A.Noon, await feed.WatchedUntilAsync(None));
        List<string> keys = [.. Enumerable.Range(0, 15).Select(n => ChangeKeys.Of(A.Noon.AddMilliseconds(n), Guid.NewGuid()))];
        foreach (var key in keys)
        {
            await feed.TellAsync(new(key, [key, A.JobId]), A.Noon, None);
        }

        var before = (meter.Queries, meter.ReadUnits);
        var all = await feed.ReadAsync(ChangeKeys.At(A.Noon), None);
        var some = await feed.ReadAsync(keys[11], None);
        var none = await feed.ReadAsync(keys[^1], None);

        Assert.Equal(keys, all.Changes.Select(change => change.Key));
        Assert.Equal(keys[12..], some.Changes.Select(change => change.Key));
        Assert.Equal([keys[12], A.JobId], some.Changes[0].JobIds);
        Assert.Equal((0, true), (none.Changes.Count, none.IsWhole));
        Assert.Equal(3, meter.Queries - before.Queries);
        Assert.InRange(meter.ReadUnits - before.ReadUnits, 0, 3);

        foreach (var n in Enumerable.Range(100, 10))
        {
            await feed.TellAsync(new(ChangeKeys.Of(A.Noon.AddMilliseconds(n), Guid.NewGuid()), [A.JobId]), A.Noon, None);
        }

        Assert.False((await feed.ReadAsync(ChangeKeys.At(A.Noon), None)).IsWhole);
    }

    /// <summary>Open, failed and succeeded jobs, more of each than is looked at.</summary>
    private async Task FillAsync()
    {
        var jobs = dynalite.Jobs();
        foreach (var some in Enumerable.Range(0, OfEach * 3).Chunk(30))
        {
            await Task.WhenAll(some.Select(n =>
            {
                var status = (n % 3) switch { 0 => JobStatus.Runnable, 1 => JobStatus.Failed, _ => JobStatus.Succeeded };
                return jobs.AdvanceAsync(A.Change(status, jobId: $"{Guid.NewGuid()}", createdAt: A.Noon.AddSeconds(-n), queue: "busy") with { Cause = status == JobStatus.Failed ? "Timeout" : null }, None);
            }));
        }
    }
}

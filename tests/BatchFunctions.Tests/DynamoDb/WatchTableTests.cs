using BatchFunctions.DynamoDb;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Tracking;

namespace BatchFunctions.Tests.DynamoDb;

/// <summary>The index of what is not over yet, on DynamoDB.</summary>
public sealed class WatchTableTests(DynaliteFixture dynalite) : IClassFixture<DynaliteFixture>
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Jobs_and_intents_are_watched_until_they_are_over_longest_unmoved_first()
    {
        var table = dynalite.Table();
        var (jobs, intents, watch) = (dynalite.Jobs(), new IntentTable(table), new WatchTable(table));
        string[] ids = [.. Enumerable.Range(0, 4).Select(n => $"{n}{Guid.NewGuid()}")];
        await jobs.AdvanceAsync(A.Change(JobStatus.Running, jobId: ids[0]) with { At = A.Noon.AddMinutes(3) }, None);
        await jobs.AdvanceAsync(A.Change(JobStatus.Running, jobId: ids[1]) with { At = A.Noon.AddMinutes(1) }, None);
        await jobs.AdvanceAsync(A.Change(JobStatus.Succeeded, jobId: ids[2]) with { At = A.Noon }, None);
        await jobs.MarkHandledAsync(ids[2], None);
        var request = A.Request(ids[3]);
        await intents.CreateAsync(Intent.Of(request, A.Noon.AddMinutes(2), A.Noon.AddMinutes(3), "owner"), None);

        var (first, intent, second) = (new WatchedItem(ids[1], null), new WatchedItem(null, request.Token), new WatchedItem(ids[0], null));
        // A job that is over is watched until it is handled.
        Assert.Equal([first, intent, second], await watch.StaleAsync(A.Noon.AddHours(1), 10, None));
        Assert.Equal([first, intent], await watch.StaleAsync(A.Noon.AddMinutes(3), 10, None));

        await watch.TouchAsync(first, A.Noon.AddMinutes(30), None);
        await intents.SettleAsync(request.Token, "job", None);
        Assert.Equal([second, first], await watch.StaleAsync(A.Noon.AddHours(1), 10, None));

        await watch.MarkForgottenAsync(ids[0], A.Noon, None);
        await watch.DropAsync(first, None);
        Assert.Empty(await watch.StaleAsync(A.Noon.AddHours(1), 10, None));
        Assert.Equal((true, "Unknown"), ((await jobs.FindAsync(ids[0], None))?.IsForgotten, (await jobs.FindAsync(ids[0], None))?.Cause));
        Assert.False(await watch.IsToldStuckAsync(ids[0], None));
        await watch.MarkStuckAsync(ids[0], A.Noon, None);
        Assert.True(await watch.IsToldStuckAsync(ids[0], None));
    }

    [Fact]
    public async Task A_job_that_is_over_is_watched_until_it_is_handled_and_news_of_a_forgotten_one_are_taken_in()
    {
        var table = dynalite.Table();
        var (jobs, watch) = (dynalite.Jobs(), new WatchTable(table));
        var id = $"5{Guid.NewGuid()}";
        await jobs.AdvanceAsync(A.Change(JobStatus.Running, jobId: id) with { At = A.Noon.AddYears(-1) }, None);
        await watch.MarkForgottenAsync(id, A.Noon, None);
        await jobs.AdvanceAsync(A.Change(JobStatus.Succeeded, jobId: id) with { At = A.Noon.AddYears(-1) }, None);

        Assert.Equal([new WatchedItem(id, null)], await watch.StaleAsync(A.Noon.AddMonths(-11), 10, None));
        Assert.Equal((false, null), ((await jobs.FindAsync(id, None))?.IsForgotten, (await jobs.FindAsync(id, None))?.Cause));

        await jobs.MarkHandledAsync(id, None);
        Assert.Empty(await watch.StaleAsync(A.Noon.AddMonths(-11), 10, None));
    }
}

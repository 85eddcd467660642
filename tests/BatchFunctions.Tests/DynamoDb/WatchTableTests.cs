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
    public async Task Intents_are_watched_until_they_are_settled_longest_unmoved_first()
    {
        var table = dynalite.Table();
        var (intents, watch) = (new IntentTable(table), new WatchTable(table));
        string[] tokens = [.. Enumerable.Range(0, 3).Select(n => A.Request($"{n}{Guid.NewGuid()}").Token)];
        foreach (var (token, n) in tokens.Select((token, n) => (token, n)))
        {
            await intents.CreateAsync(Intent.Of(A.Request() with { Token = token }, A.Noon.AddMinutes(3 - n), A.Noon.AddMinutes(3), "owner"), None);
        }

        WatchedItem[] items = [.. tokens.Select(token => new WatchedItem(null, token))];
        Assert.Equal([items[2], items[1], items[0]], await watch.StaleAsync(A.Noon.AddHours(1), 10, None));
        Assert.Equal([items[2], items[1]], await watch.StaleAsync(A.Noon.AddMinutes(3), 10, None));

        await watch.TouchAsync(items[2], A.Noon.AddMinutes(30), None);
        await intents.SettleAsync(tokens[1], "job", None);
        Assert.Equal([items[0], items[2]], await watch.StaleAsync(A.Noon.AddHours(1), 10, None));
        foreach (var item in items)
        {
            await watch.DropAsync(item, None);
        }
    }

    [Fact]
    public async Task Open_jobs_keep_their_places_and_are_read_page_by_page_each_once()
    {
        var (jobs, watch) = (dynalite.Jobs(), new WatchTable(dynalite.Table()));
        var day = A.Noon.AddDays(-400);
        string[] ids = [.. Enumerable.Range(0, 25).Select(n => $"{Guid.NewGuid()}")];
        foreach (var (id, n) in ids.Select((id, n) => (id, n)))
        {
            // Some were first heard of at the same moment.
            await jobs.RecordSubmissionAsync(A.Submitted(id, at: day.AddSeconds(n / 3)), None);
            await jobs.AdvanceAsync(A.Change(JobStatus.Running, jobId: id), None);
        }

        var read = new List<string>();
        IReadOnlyList<OpenJob> page;
        string? after = null;
        do
        {
            page = await watch.OpenJobsAsync(day, day.AddHours(1), after, 7, None);
            read.AddRange(page.Select(job => job.JobId));
            after = page is [.., var last] ? last.Place : null;
            if (page.Count > 0)
            {
                // One that ends meanwhile leaves the others where they are.
                await jobs.MarkHandledAsync(page[^1].JobId, None);
            }
        }
        while (page.Count == 7);

        Assert.Equal(ids.Order(), read.Order());
        Assert.Empty(await watch.OpenJobsAsync(day.AddHours(-1), day, null, 7, None));
        Assert.Empty(await watch.StaleAsync(day.AddHours(1), 10, None));
    }

    [Fact]
    public async Task A_forgotten_job_is_open_no_more_and_a_stuck_one_is_told_once()
    {
        var (jobs, watch) = (dynalite.Jobs(), new WatchTable(dynalite.Table()));
        var (id, day) = ($"{Guid.NewGuid()}", A.Noon.AddDays(-500));
        await jobs.AdvanceAsync(A.Change(JobStatus.Running, jobId: id, createdAt: day), None);
        Assert.Equal([id], (await watch.OpenJobsAsync(day, day.AddHours(1), null, 7, None)).Select(job => job.JobId));

        await watch.MarkForgottenAsync(id, A.Noon, None);

        Assert.Empty(await watch.OpenJobsAsync(day, day.AddHours(1), null, 7, None));
        Assert.Equal((true, "Unknown"), ((await jobs.FindAsync(id, None))?.IsForgotten, (await jobs.FindAsync(id, None))?.Cause));
        Assert.False(await watch.IsToldStuckAsync(id, None));
        await watch.MarkStuckAsync(id, A.Noon, None);
        Assert.True(await watch.IsToldStuckAsync(id, None));
    }

    [Fact]
    public async Task A_job_that_is_over_is_watched_until_it_is_handled_and_news_of_a_forgotten_one_are_taken_in()
    {
        var table = dynalite.Table();
        var (jobs, watch) = (dynalite.Jobs(), new WatchTable(table));
        var id = $"5{Guid.NewGuid()}";
        await jobs.AdvanceAsync(A.Change(JobStatus.Running, jobId: id, createdAt: A.Noon.AddYears(-1)), None);
        await watch.MarkForgottenAsync(id, A.Noon, None);
        await jobs.AdvanceAsync(A.Change(JobStatus.Succeeded, jobId: id, createdAt: A.Noon.AddYears(-1)), None);

        Assert.Equal([id], await OpenAsync());
        Assert.Equal((false, null), ((await jobs.FindAsync(id, None))?.IsForgotten, (await jobs.FindAsync(id, None))?.Cause));

        await jobs.MarkHandledAsync(id, None);
        Assert.Empty(await OpenAsync());

        async Task<IEnumerable<string>> OpenAsync() =>
            (await watch.OpenJobsAsync(A.Noon.AddMonths(-13), A.Noon.AddMonths(-11), null, 10, None)).Select(job => job.JobId);
    }
}

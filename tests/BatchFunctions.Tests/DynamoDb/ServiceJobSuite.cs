using BatchFunctions.DynamoDb;
using BatchFunctions.ServiceJobs;
using BatchFunctions.Tests.Doubles;

namespace BatchFunctions.Tests.DynamoDb;

/// <summary>What every store of service jobs does, run on the double and on DynamoDB.</summary>
public abstract class ServiceJobSuite
{
    private readonly string _queue = $"trainings-{Guid.NewGuid():N}";

    private static CancellationToken None => TestContext.Current.CancellationToken;

    private protected abstract IServiceJobStore Jobs { get; }

    [Fact]
    public async Task Only_news_that_rank_higher_move_a_record_and_the_first_end_is_final()
    {
        Assert.True(await Jobs.TakeAsync(Job(1, "SUBMITTED") with { ShareIdentifier = "a" }, None));
        Assert.True(await Jobs.TakeAsync(Job(1, "RUNNING"), None));
        Assert.False(await Jobs.TakeAsync(Job(1, "SCHEDULED"), None));
        Assert.True(await Jobs.TakeAsync(Job(1, "RUNNABLE") with { Preemptions = 1 }, None));
        Assert.True(await Jobs.TakeAsync(Job(1, "FAILED") with { StatusReason = "why", EndedAttempts = 2 }, None));
        Assert.False(await Jobs.TakeAsync(Job(1, "SUCCEEDED") with { EndedAttempts = 3 }, None));

        var record = await Jobs.FindAsync(Job(1, "").JobId, None);
        Assert.Equal(("FAILED", "why", 2, "a", "SAGEMAKER_TRAINING"), (record?.Status, record?.StatusReason, record?.EndedAttempts, record?.ShareIdentifier, record?.ServiceJobType));
        Assert.Null(await Jobs.FindAsync("nobody", None));
        Assert.Null(await Jobs.FindAsync(new('x', 3_000), None));
    }

    [Fact]
    public async Task A_blocked_mark_goes_when_the_job_moves_and_never_comes_late()
    {
        await Jobs.TakeAsync(Job(2, "RUNNABLE"), None);
        Assert.True(await Jobs.MarkBlockedAsync(Job(2, "RUNNABLE") with { StatusReason = "CAPACITY" }, None));
        Assert.Equal("CAPACITY", (await Jobs.FindAsync(Job(2, "").JobId, None))?.BlockedReason);

        await Jobs.TakeAsync(Job(2, "SCHEDULED"), None);
        Assert.False(await Jobs.MarkBlockedAsync(Job(2, "RUNNABLE") with { StatusReason = "CAPACITY" }, None));
        Assert.Null((await Jobs.FindAsync(Job(2, "").JobId, None))?.BlockedReason);
    }

    [Fact]
    public async Task Pages_go_on_behind_each_other_and_filters_leave_out_what_does_not_fit()
    {
        for (var n = 1; n <= 7; n++)
        {
            await Jobs.TakeAsync(Job(n, n % 2 == 0 ? "RUNNING" : "RUNNABLE") with { ShareIdentifier = n < 4 ? "low" : "high" }, None);
        }

        Assert.Equal([7, 6, 5, 4, 3, 2, 1], await AllAsync(new(_queue, [], null, 3, null)));
        Assert.Equal([6, 4, 2], await AllAsync(new($"arn:aws:batch:us-east-1:1:job-queue/{_queue}", ["RUNNING"], null, 2, null)));
        Assert.Equal([3, 2, 1], await AllAsync(new(_queue, [], "low", 2, null)));
        Assert.Empty(await AllAsync(new(_queue + "x", [], null, 2, null)));
    }

    private async Task<IReadOnlyList<long>> AllAsync(ServiceJobQuery query)
    {
        var found = new List<long>();
        while (true)
        {
            var page = await Jobs.ListAsync(query, None);
            Assert.True(page.Jobs.Count <= query.Limit);
            found.AddRange(page.Jobs.Select(job => job.CreatedAt.ToUnixTimeMilliseconds()));
            if (page.Next is null)
            {
                return found;
            }

            query = query with { After = page.Next };
        }
    }

    private ServiceJobRecord Job(int n, string status) => new()
    {
        JobId = $"{_queue}-{n}",
        JobName = "train",
        JobQueue = _queue,
        ServiceJobType = "SAGEMAKER_TRAINING",
        Status = status,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(n),
        At = A.Noon,
    };
}

/// <summary>The double keeps what the port promises.</summary>
public sealed class InMemoryServiceJobTests : ServiceJobSuite
{
    private protected override IServiceJobStore Jobs { get; } = new InMemoryServiceJobs();
}

/// <summary>The table keeps what the port promises.</summary>
public sealed class DynaliteServiceJobTests(DynaliteFixture dynalite) : ServiceJobSuite, IClassFixture<DynaliteFixture>
{
    private protected override IServiceJobStore Jobs => new ServiceJobTable(dynalite.Table());
}

using BatchFunctions.Jobs;
using BatchFunctions.Tests.Doubles;

namespace BatchFunctions.Tests.Adapters;

/// <summary>The search for a job by its token, as calls of AWS Batch.</summary>
public sealed class LookUpTests
{
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(20);

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(50_000)]
    [InlineData(99_999)]
    public async Task Among_a_hundred_thousand_jobs_of_one_name_each_is_found_by_searches_of_at_most_forty_calls(int mine)
    {
        var queue = new CrowdedQueue(100_000, A.Noon, Gap, _ => "hello") { Tokens = { [mine] = "mine" } };
        // So long a doubt does not happen (IntentRules.LongestLag): here all jobs are candidates.
        var (finding, searches) = await SearchAsync(queue, new Doubt(A.Noon, A.Noon.AddSeconds(2_000)));

        Assert.Equal(CrowdedQueue.IdOf(mine), Assert.IsType<Finding.Found>(finding).JobId);
        // Two calls for each hundred jobs that are newer, and no more.
        Assert.InRange(queue.Calls, 1, 2 * ((100_000 - mine) / 100 + 1));
        Assert.InRange(searches, 1, (queue.Calls / LookUp.MostCalls) + 1);
    }

    [Fact]
    public async Task That_none_of_a_hundred_thousand_is_ours_is_found_out_in_fifty_searches()
    {
        var queue = new CrowdedQueue(100_000, A.Noon, Gap, _ => "hello");

        var (finding, searches) = await SearchAsync(queue, new Doubt(A.Noon, A.Noon.AddSeconds(2_000)));

        Assert.IsType<Finding.Absent>(finding);
        Assert.Equal((50, 2_000), (searches, queue.Calls));
    }

    [Fact]
    public async Task Only_jobs_made_around_the_lease_are_looked_through_however_many_there_are_before_and_after()
    {
        var queue = new CrowdedQueue(100_000, A.Noon, Gap, _ => "hello");

        var (finding, _) = await SearchAsync(queue, new Doubt(A.Noon.AddSeconds(600), A.Noon.AddSeconds(630)));

        Assert.IsType<Finding.Absent>(finding);
        // 150 seconds at 50 jobs a second, two calls for each hundred, and one to see that the rest is older.
        Assert.Equal((2 * 75) + 1, queue.Calls);
    }

    [Fact]
    public async Task Only_jobs_of_the_name_are_described_and_case_counts()
    {
        var queue = new CrowdedQueue(1_000, A.Noon, Gap, n => n == 500 ? "hello" : "HELLO") { Tokens = { [500] = "mine", [501] = "mine" } };

        var (finding, _) = await SearchAsync(queue, new Doubt(A.Noon, A.Noon.AddSeconds(30)));

        Assert.Equal(CrowdedQueue.IdOf(500), Assert.IsType<Finding.Found>(finding).JobId);
        Assert.Equal(5 + 1, queue.Calls);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task An_empty_page_with_a_token_is_not_the_end(int emptyEvery)
    {
        var queue = new CrowdedQueue(400, A.Noon, Gap, _ => "hello") { Tokens = { [3] = "mine" }, EmptyEvery = emptyEvery };

        var finding = await new BatchLookUp(queue).FindAsync(Sought(new Doubt(A.Noon, A.Noon.AddSeconds(30))), LookUp.MostCalls, None);

        if (emptyEvery == 1)
        {
            // Nothing but empty pages, each with a token: the search pauses all the same.
            Assert.Equal(LookUp.MostCalls - 1, Assert.IsType<Finding.Unfinished>(finding).Calls);
        }
        else
        {
            Assert.IsType<Finding.Found>(finding);
        }
    }

    [Fact]
    public async Task A_position_that_AWS_Batch_does_not_take_any_more_is_the_beginning()
    {
        var queue = new CrowdedQueue(100, A.Noon, Gap, _ => "hello") { Tokens = { [3] = "mine" }, ForgetsPositions = true };
        var sought = Sought(new Doubt(A.Noon, A.Noon.AddSeconds(30))) with { Position = "7/3" };

        var finding = await new BatchLookUp(queue).FindAsync(sought, LookUp.MostCalls, None);

        Assert.IsType<Finding.Found>(finding);
        Assert.Equal(3, finding.Calls);
        Assert.Equal(3, queue.Calls);
    }

    [Fact]
    public async Task A_search_that_is_throttled_pauses_where_it_is()
    {
        var queue = new CrowdedQueue(1_000, A.Noon, Gap, _ => "other") { Patience = 3 };

        var finding = await new BatchLookUp(queue).FindAsync(Sought(new Doubt(A.Noon, A.Noon.AddSeconds(30))), LookUp.MostCalls, None);

        Assert.Equal(new Finding.Unfinished("3/699") { Calls = 4 }, finding);
    }

    [Fact]
    public async Task A_queue_without_jobs_is_looked_through_in_one_call()
    {
        var queue = new CrowdedQueue(0, A.Noon, Gap, _ => "hello");

        var finding = await new BatchLookUp(queue).FindAsync(Sought(new Doubt(A.Noon, A.Noon.AddSeconds(30))), LookUp.MostCalls, None);

        Assert.Equal(new Finding.Absent { Calls = 1 }, finding);
    }

    private static LookUp Sought(Doubt doubt) => new("default", "hello", "mine", doubt, null);

    /// <summary>Searches on and on, as one lease after the other does.</summary>
    private static async Task<(Finding Finding, int Searches)> SearchAsync(CrowdedQueue queue, Doubt doubt)
    {
        var sought = Sought(doubt);
        for (var searches = 1; ; searches++)
        {
            var before = queue.Calls;
            var finding = await new BatchLookUp(queue).FindAsync(sought, LookUp.MostCalls, None);
            Assert.InRange(queue.Calls - before, 1, LookUp.MostCalls);
            Assert.Equal(queue.Calls - before, finding.Calls);
            if (finding is not Finding.Unfinished(var position))
            {
                return (finding, searches);
            }

            sought = sought with { Position = position };
        }
    }
}

using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using BatchFunctions.DynamoDb;
using BatchFunctions.Jobs;
using Microsoft.Extensions.Time.Testing;

namespace BatchFunctions.Tests.DynamoDb;

/// <summary>A list by queue asks for one status after the other, while jobs move from one to the other.</summary>
public sealed class MovingJobTests
{
    /// <summary>A life with a second attempt.</summary>
    private static readonly JobStatus[] Life =
        [JobStatus.Submitted, JobStatus.Runnable, JobStatus.Starting, JobStatus.Running, JobStatus.Runnable, JobStatus.Starting, JobStatus.Running, JobStatus.Succeeded];

    private static readonly JobStatus[] Open = [JobStatus.Submitted, JobStatus.Pending, JobStatus.Runnable, JobStatus.Starting, JobStatus.Running];

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public void A_job_is_met_whenever_it_makes_whichever_of_its_moves()
    {
        var order = JobIndexes.LapsOf(JobStatusNames.All);
        var schedules = 0;
        foreach (var moves in Schedules(order.Count, Life.Length - 1))
        {
            schedules++;
            // moves[m]: before which of the reads the job makes its m-th move; after all of them where it is as many as there are.
            Assert.True(
                order.Index().Any(read => read.Item == Life[moves.Count(before => before <= read.Index)]),
                $"A job that moves before the reads {string.Join(' ', moves)} is missed.");
        }

        Assert.Equal(50_388, schedules);
    }

    [Fact]
    public void A_job_that_stays_open_is_met_by_who_would_stop_it()
    {
        var order = JobIndexes.LapsOf(Open);

        Assert.All(
            Schedules(order.Count, 5),
            moves => Assert.Contains(order.Index(), read => read.Item == Life[1 + moves.Count(before => before <= read.Index)]));
    }

    [Fact]
    public async Task A_list_has_a_job_once_that_moves_at_any_one_point_of_it_and_shows_it_as_it_was_seen_last()
    {
        for (var from = 0; from < Life.Length - 1; from++)
        {
            for (var point = 0; point <= JobIndexes.LapsOf(JobStatusNames.All).Count; point++)
            {
                using var table = new MovingTable(from, point);

                var page = await List(table, new JobQuery { JobQueue = "default", Limit = 10 });

                Assert.Equal((from, point, A.JobId), (from, point, Assert.Single(page.Jobs).JobId));
                Assert.Equal(table.LastSeen, page.Jobs[0].Status);
            }
        }
    }

    [Fact]
    public async Task A_list_by_queue_reads_each_status_twice_at_most()
    {
        using var table = new MovingTable(0, int.MaxValue);
        await List(table, new JobQuery { JobQueue = "default", Limit = 10 });
        Assert.Equal(12, table.Queries);

        using var one = new MovingTable(0, int.MaxValue);
        await List(one, new JobQuery { JobQueue = "default", Limit = 10, Statuses = [JobStatus.Running, JobStatus.Running] });
        Assert.Equal(1, one.Queries);
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_hides_no_other()
    {
        using var table = new MovingTable(3, int.MaxValue) { HasBrokenItem = true };

        Assert.Equal(A.JobId, Assert.Single((await List(table, new JobQuery { JobQueue = "default", Limit = 10 })).Jobs).JobId);
    }

    private static Task<JobPage> List(MovingTable client, JobQuery query) =>
        new JobIndexes(new Table(client, "jobs", TimeSpan.FromDays(90)), new FakeTimeProvider(A.Noon)).ListAsync(query, None);

    /// <summary>Every way to make so many moves, one after the other, before the reads 0 to <paramref name="reads"/>.</summary>
    private static IEnumerable<int[]> Schedules(int reads, int moves)
    {
        var schedule = new int[moves];
        while (true)
        {
            yield return schedule;
            var last = Array.FindLastIndex(schedule, before => before < reads);
            if (last < 0)
            {
                yield break;
            }

            Array.Fill(schedule, schedule[last] + 1, last, moves - last);
        }
    }

    /// <summary>The index, with one job that makes one move before one of the queries.</summary>
    private sealed class MovingTable(int from, int point) : AmazonDynamoDBClient(
        new AnonymousAWSCredentials(), new AmazonDynamoDBConfig { ServiceURL = "http://localhost" })
    {
        public int Queries { get; private set; }

        public bool HasBrokenItem { get; init; }

        public JobStatus? LastSeen { get; private set; }

        public override Task<QueryResponse> QueryAsync(QueryRequest request, CancellationToken cancellationToken = default)
        {
            var status = Life[Queries++ >= point ? from + 1 : from];
            var isHere = request.ExpressionAttributeValues[":key"].S == $"default#{status.Name}";
            LastSeen = isHere ? status : LastSeen;
            Dictionary<string, AttributeValue>[] found = isHere ? [Item(A.JobId, status.Name)] : [];

            return Task.FromResult(new QueryResponse { Items = [.. found, .. HasBrokenItem ? [Item("broken", "DREAMING")] : Array.Empty<Dictionary<string, AttributeValue>>()] });
        }

        private static Dictionary<string, AttributeValue> Item(string jobId, string status) => new()
        {
            ["jobId"] = new() { S = jobId },
            ["jobName"] = new() { S = "hello" },
            ["jobQueue"] = new() { S = "default" },
            ["status"] = new() { S = status },
            ["createdAt"] = new() { N = "1772366400000" },
        };
    }
}

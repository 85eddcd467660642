using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using BatchFunctions.DynamoDb;
using BatchFunctions.Jobs;

namespace BatchFunctions.Tests.DynamoDb;

/// <summary>A list by queue asks for one part of it after the other, while jobs move from one to the other.</summary>
public sealed class MovingJobTests
{
    /// <summary>A life with a second attempt.</summary>
    private static readonly JobStatus[] Life =
        [JobStatus.Submitted, JobStatus.Runnable, JobStatus.Starting, JobStatus.Running, JobStatus.Runnable, JobStatus.Starting, JobStatus.Running, JobStatus.Succeeded];

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_list_has_a_job_once_that_moves_at_any_one_point_of_it_and_shows_it_as_it_was_seen_last(bool isOld)
    {
        for (var from = 0; from < Life.Length - 1; from++)
        {
            for (var point = 0; point <= JobIndexes.PartsOf([]).Count; point++)
            {
                using var table = new MovingTable(from, point) { IsOld = isOld };

                var page = await List(table, new JobQuery { JobQueue = "default", Limit = 10 });

                Assert.Equal((from, point, A.JobId), (from, point, Assert.Single(page.Jobs).JobId));
                Assert.Equal(table.LastSeen, page.Jobs[0].Status);
            }
        }
    }

    [Fact]
    public async Task A_job_that_stays_open_is_met_by_who_would_stop_it_however_often_it_moves()
    {
        JobStatus[] open = [JobStatus.Submitted, JobStatus.Pending, JobStatus.Runnable, JobStatus.Starting, JobStatus.Running];
        for (var from = 0; from < Life.Length - 2; from++)
        {
            using var table = new MovingTable(from, 0) { MovesWithEachQuery = true };

            var page = await List(table, new JobQuery { JobQueue = "default", Limit = 10, Statuses = open });

            Assert.Equal(A.JobId, Assert.Single(page.Jobs).JobId);
        }
    }

    [Fact]
    public async Task A_list_by_queue_reads_what_is_open_and_each_status_once()
    {
        using var table = new MovingTable(0, int.MaxValue);
        await List(table, new JobQuery { JobQueue = "default", Limit = 10 });
        Assert.Equal(8, table.Queries);

        using var one = new MovingTable(0, int.MaxValue);
        await List(one, new JobQuery { JobQueue = "default", Limit = 10, Statuses = [JobStatus.Running, JobStatus.Running] });
        Assert.Equal(2, one.Queries);

        using var failures = new MovingTable(0, int.MaxValue);
        await List(failures, new JobQuery { JobQueue = "default", Limit = 10, Statuses = [JobStatus.Failed] });
        Assert.Equal(1, failures.Queries);
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_hides_no_other()
    {
        using var table = new MovingTable(3, int.MaxValue) { HasBrokenItem = true };

        Assert.Equal(A.JobId, Assert.Single((await List(table, new JobQuery { JobQueue = "default", Limit = 10 })).Jobs).JobId);
    }

    private static Task<JobPage> List(MovingTable client, JobQuery query)
    {
        var table = new Table(client, "jobs", TimeSpan.FromDays(90));

        return new JobIndexes(table, new KnownQueues(table)).ListAsync(query, None);
    }

    /// <summary>The index, with one job that makes one move before one of the queries.</summary>
    private sealed class MovingTable(int from, int point) : AmazonDynamoDBClient(
        new AnonymousAWSCredentials(), new AmazonDynamoDBConfig { ServiceURL = "http://localhost" })
    {
        public int Queries { get; private set; }

        public bool HasBrokenItem { get; init; }

        /// <summary>Until its next news the job stands where earlier versions put it.</summary>
        public bool IsOld { get; init; }

        /// <summary>To the last of its life that is open, in place of one move.</summary>
        public bool MovesWithEachQuery { get; init; }

        public JobStatus? LastSeen { get; private set; }

        public override Task<QueryResponse> QueryAsync(QueryRequest request, CancellationToken cancellationToken = default)
        {
            var moves = MovesWithEachQuery ? Queries : Queries >= point ? 1 : 0;
            Queries++;
            var status = Life[Math.Min(from + moves, MovesWithEachQuery ? Life.Length - 2 : Life.Length - 1)];
            var part = status.IsTerminal || (IsOld && moves == 0) ? status.Name : "OPEN";
            var isHere = request.ExpressionAttributeValues[":key"].S == $"default#{part}";
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

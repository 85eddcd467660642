using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using BatchFunctions.DynamoDb;
using BatchFunctions.Jobs;
using Microsoft.Extensions.Time.Testing;

namespace BatchFunctions.Tests.DynamoDb;

/// <summary>A list by queue asks for one part of it after the other, while jobs move from one to the other.</summary>
public sealed class MovingJobTests
{
    /// <summary>A life with a second attempt.</summary>
    private static readonly JobStatus[] Life =
        [JobStatus.Submitted, JobStatus.Runnable, JobStatus.Starting, JobStatus.Running, JobStatus.Runnable, JobStatus.Starting, JobStatus.Running, JobStatus.Succeeded];

    /// <summary>Two of this version, and one for each open status and one for all of them of earlier ones.</summary>
    private const int MostParts = 8;

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_list_has_a_job_once_that_moves_at_any_one_point_of_it_and_shows_it_as_it_was_seen_last(bool isOld)
    {
        for (var from = 0; from < Life.Length - 1; from++)
        {
            for (var point = 0; point <= MostParts; point++)
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
    public async Task A_list_by_queue_reads_two_parts_and_only_while_jobs_of_an_earlier_version_may_be_there_those_of_that()
    {
        Assert.Equal(2, await CountAsync([]));
        Assert.Equal(2, await CountAsync([JobStatus.Running, JobStatus.Succeeded]));
        Assert.Equal(1, await CountAsync([JobStatus.Running, JobStatus.Running]));
        Assert.Equal(1, await CountAsync([JobStatus.Failed]));
        Assert.Equal(1, await CountAsync([JobStatus.Succeeded]));

        using var young = new MovingTable(0, int.MaxValue);
        await List(young, new JobQuery { JobQueue = "default", Limit = 10 });
        Assert.Equal(MostParts, young.Queries);

        static async Task<int> CountAsync(IReadOnlyList<JobStatus> statuses)
        {
            using var table = new MovingTable(0, int.MaxValue) { IsMoved = true };
            await List(table, new JobQuery { JobQueue = "default", Limit = 10, Statuses = statuses });

            return table.Queries;
        }
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

        return new JobIndexes(table, new FakeTimeProvider(A.Noon)).ListAsync(query, None);
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

        /// <summary>The sweep has moved all that earlier versions kept elsewhere.</summary>
        public bool IsMoved { get; init; }

        public override Task<GetItemResponse> GetItemAsync(GetItemRequest request, CancellationToken cancellationToken = default) =>
            Task.FromResult(new GetItemResponse { Item = IsMoved ? new() { ["firstAt"] = new() { N = $"{A.Noon.AddDays(-2).ToUnixTimeMilliseconds()}" } } : null });

        public override Task<QueryResponse> QueryAsync(QueryRequest request, CancellationToken cancellationToken = default)
        {
            var (status, isMoved) = Standing();
            Queries++;
            var part = status == JobStatus.Succeeded ? "SUCCEEDED" : IsOld && !isMoved ? status.Name : "FAILED";
            var isHere = request.ExpressionAttributeValues[":key"].S == $"default#{part}";
            LastSeen = isHere ? status : LastSeen;
            Dictionary<string, AttributeValue>[] found = isHere ? [Item(A.JobId, status.IsTerminal || IsOld ? status.Name : "SUBMITTED")] : [];

            return Task.FromResult(new QueryResponse { Items = [.. found, .. HasBrokenItem ? [Item("broken", "DREAMING")] : Array.Empty<Dictionary<string, AttributeValue>>()] });
        }

        public override Task<BatchGetItemResponse> BatchGetItemAsync(BatchGetItemRequest request, CancellationToken cancellationToken = default) =>
            Task.FromResult(new BatchGetItemResponse
            {
                Responses = new()
                {
                    ["jobs"] = [.. request.RequestItems["jobs"].Keys.Select(key => key["PK"].S["JOB#".Length..]).Select(id => id == "broken" ? Item(id, "DREAMING") : Item(id, (LastSeen ?? JobStatus.Submitted).Name))],
                },
                UnprocessedKeys = [],
            });

        private (JobStatus Status, bool IsMoved) Standing()
        {
            var moves = MovesWithEachQuery ? Queries : Queries >= point ? 1 : 0;

            return (Life[Math.Min(from + moves, MovesWithEachQuery ? Life.Length - 2 : Life.Length - 1)], moves > 0);
        }

        private static Dictionary<string, AttributeValue> Item(string jobId, string status) => new()
        {
            ["PK"] = new() { S = $"JOB#{jobId}" },
            ["SK"] = new() { S = "JOB" },
            ["createdKey"] = new() { S = $"001772366400000#{jobId}" },
            ["jobId"] = new() { S = jobId },
            ["jobName"] = new() { S = "hello" },
            ["jobQueue"] = new() { S = "default" },
            ["status"] = new() { S = status },
            ["createdAt"] = new() { N = "1772366400000" },
        };
    }
}

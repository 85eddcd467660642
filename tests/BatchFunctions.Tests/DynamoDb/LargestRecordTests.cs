using Amazon.Batch.Model;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.TestUtilities;
using BatchFunctions.Jobs;
using BatchFunctions.Tests.Doubles;

namespace BatchFunctions.Tests.DynamoDb;

/// <summary>Records at their largest. AWS: an item has at most 400 KB (DynamoDB limits), which dynalite keeps to.</summary>
public sealed class LargestRecordTests(DynaliteFixture dynalite) : IClassFixture<DynaliteFixture>
{
    /// <summary>Three bytes a character, and more of them than are kept.</summary>
    private static readonly string Long = new('€', 5000);

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_of_ten_attempts_with_the_longest_reasons_and_request_is_kept_whole()
    {
        var jobs = dynalite.Jobs();
        var id = Guid.NewGuid().ToString();
        await jobs.RecordSubmissionAsync(
            A.Submitted(id).Asking(request => request with { Body = $$"""{"jobName":"{{new string('x', RequestRules.MostBytes - 14)}}"}""", OnFailure = new string('x', 8 * 1024) }), None);
        for (var ended = 0; ended <= 10; ended++)
        {
            foreach (var status in ended < 10 ? (string[])["PENDING", "RUNNABLE", "STARTING", "RUNNING"] : ["FAILED"])
            {
                Assert.NotNull(await jobs.AdvanceAsync(JobChangeReader.Read(Detail(id, status, ended), A.Noon), None));
            }
        }

        await jobs.RecordDecisionAsync(id, "GIVEN_UP", Long[..1024], StoredVerdict.Nothing, A.Noon, None);
        var record = await jobs.FindAsync(id, None);
        Assert.Equal((10, 42, 1024), (record?.Attempts.Count, record?.History.Count, record?.StatusReason?.Length));
    }

    [Fact]
    public void A_reason_is_cut_between_characters()
    {
        var change = JobChangeReader.Read(Detail("id", "RUNNING", 0, $"x{string.Concat(Enumerable.Repeat("😀", 600))}"), A.Noon);

        Assert.Equal(1023, change.StatusReason?.Length);
    }

    [Fact]
    public async Task An_array_of_which_ten_thousand_children_have_failed_is_shown_within_what_Lambda_answers()
    {
        var jobs = new InMemoryJobs();
        await jobs.AdvanceAsync(A.Change(JobStatus.Failed) with { ArraySize = 10_000 }, None);
        var attempts = JobChangeReader.Read(Detail(A.JobId, "FAILED", 10), A.Noon).Attempts;
        for (var index = 0; index < 10_000; index++)
        {
            await jobs.RecordFailedChildAsync(new FailedChild(A.JobId, index, Long[..1024], "Unknown", A.Noon, attempts), None);
        }

        var answer = await new DescribeJobHandler(jobs, new InMemoryBatch(), new InMemoryBlockedQueues()).DescribeJob(A.JobId, new TestLambdaContext());

        using var stream = answer.Serialize(new HttpResultSerializationOptions { Format = HttpResultSerializationOptions.ProtocolFormat.HttpApi, Version = HttpResultSerializationOptions.ProtocolVersion.V2 });
        Assert.InRange(stream.Length, 100_000, 6 * 1024 * 1024);
    }

    private static JobDetail Detail(string id, string status, int ended, string? reason = null) => new()
    {
        JobId = id,
        JobName = new string('n', 128),
        JobQueue = "arn:aws:batch:us-east-1:123456789012:job-queue/default",
        JobDefinition = "arn:aws:batch:us-east-1:123456789012:job-definition/hello:1",
        Status = status,
        StatusReason = reason ?? Long,
        CreatedAt = A.Noon.ToUnixTimeMilliseconds(),
        Attempts = [.. Enumerable.Range(0, ended).Select(_ => new AttemptDetail
        {
            StatusReason = Long,
            Container = new AttemptContainerDetail { Reason = Long, ExitCode = 1, LogStreamName = new string('s', 512) },
        })],
    };
}

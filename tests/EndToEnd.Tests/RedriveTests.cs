using System.Net;
using System.Text.Json;
using Amazon.S3;
using Amazon.SQS;
using LocalCloud.Mishaps;

namespace EndToEnd.Tests;

/// <summary>Jobs that AWS Batch did not take in time, moved back from the dead letters as the README says.</summary>
public sealed class RedriveTests(StateFolders folders) : IClassFixture<StateFolders>
{
    private const string Throttled = "throttle=0.5";

    [Fact]
    public async Task A_job_among_the_dead_letters_runs_once_after_a_redrive_and_corrects_the_result()
    {
        var state = folders.New("redriven");
        JsonElement failed;
        await using (var throttled = await LocalCloudProcess.Start(
            state, ["--parameter-overrides", "SubmitHours=0", "--chaos", Throttled, "--chaos-seed", $"{SeedOfALostSubmission()}"]).ReadyAsync())
        {
            await DropAsync(throttled);
            failed = await ResultAsync(throttled, _ => true);
            Assert.Equal(0, await throttled.StopAsync());
        }

        await using var stack = await LocalCloudProcess.Start(state).ReadyAsync();
        await RedriveAsync(stack);
        var corrected = await ResultAsync(stack, result => result.Text("state") != "INCOMPLETE");

        Assert.Equal(
            ("INCOMPLETE", "Among the dead letters: Too Many Requests (chaos) (1 tries)"), (failed.Text("state"), JobOf(failed).Text("error")));
        Assert.Equal(("SUBMITTED", failed.Text("submissionId")), (corrected.Text("state"), corrected.Text("submissionId")));
        await AssertRanOnceAsync(stack, corrected);
    }

    /// <summary>The two calls that check the manifest pass; the one that submits its job does not.</summary>
    private static int SeedOfALostSubmission() => Enumerable.Range(0, 1_000).First(seed =>
    {
        Chaos chaos = new(ChaosPolicy.Parse(Throttled), seed);
        return (chaos.Throttles(), chaos.Throttles(), chaos.Throttles()) is (false, false, true);
    });

    private static async Task DropAsync(LocalCloudProcess stack)
    {
        using var s3 = StackFixture.S3(stack);
        await s3.PutObjectAsync(
            new()
            {
                BucketName = stack.InboxBucket,
                Key = "inbox/redrive.json",
                ContentBody = """{ "jobs": [ { "jobName": "redriven", "jobQueue": "default", "jobDefinition": "hello" } ] }""",
            },
            TestContext.Current.CancellationToken);
    }

    private static async Task RedriveAsync(LocalCloudProcess stack)
    {
        using var sqs = StackFixture.Sqs(stack);
        await sqs.StartMessageMoveTaskAsync(
            new() { SourceArn = await ArnAsync(sqs, "local-SubmitDeadLetters"), DestinationArn = await ArnAsync(sqs, "local-SubmitQueue") },
            TestContext.Current.CancellationToken);
    }

    private static async Task<string> ArnAsync(AmazonSQSClient sqs, string queueName)
    {
        var queue = await sqs.GetQueueUrlAsync(queueName, TestContext.Current.CancellationToken);
        return (await sqs.GetQueueAttributesAsync(queue.QueueUrl, ["QueueArn"], TestContext.Current.CancellationToken)).QueueARN;
    }

    private static async Task AssertRanOnceAsync(LocalCloudProcess stack, JsonElement result)
    {
        using HttpClient http = new();
        Api api = new(stack, http);
        var jobId = JobOf(result).Text("jobId");
        await api.StatusAsync(jobId, "SUCCEEDED");
        var row = Assert.Single((await api.GetAsync($"/submissions/{result.Text("submissionId")}")).GetProperty("jobs").EnumerateArray());
        Assert.Equal((jobId, null), (row.Text("jobId"), row.Find("error")));

        using var batch = StackFixture.Batch(stack);
        using var sqs = StackFixture.Sqs(stack);
        Assert.Equal([jobId], (await Batches.JobsAsync(batch, "default", "redriven")).Select(job => job.JobId));
        var dead = await sqs.GetQueueUrlAsync("local-SubmitDeadLetters", TestContext.Current.CancellationToken);
        var left = await sqs.GetQueueAttributesAsync(dead.QueueUrl, ["All"], TestContext.Current.CancellationToken);
        Assert.Equal((0, 0), (left.ApproximateNumberOfMessages, left.ApproximateNumberOfMessagesNotVisible));
    }

    private static JsonElement JobOf(JsonElement result) => Assert.Single(result.GetProperty("jobs").EnumerateArray());

    private static async Task<JsonElement> ResultAsync(LocalCloudProcess stack, Func<JsonElement, bool> isWanted)
    {
        using var s3 = StackFixture.S3(stack);
        var found = await Wait.UntilAsync(
            () => FindResultAsync(s3, stack.InboxBucket), result => result is { } there && isWanted(there), "the result", () => stack.Output);
        return Assert.NotNull(found);
    }

    private static async Task<JsonElement?> FindResultAsync(AmazonS3Client s3, string bucket)
    {
        try
        {
            using var found = await s3.GetObjectAsync(bucket, "results/redrive.json.json", TestContext.Current.CancellationToken);
            return (await JsonDocument.ParseAsync(found.ResponseStream, cancellationToken: TestContext.Current.CancellationToken)).RootElement;
        }
        catch (AmazonS3Exception missing) when (missing.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }
}

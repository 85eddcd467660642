using System.Net;
using System.Text.Json;
using Amazon.Batch.Model;
using Amazon.S3.Model;

namespace EndToEnd.Tests;

/// <summary>A stack that stays up, used by HTTP, by file and by AWS clients.</summary>
[Collection(StackCollection.Name)]
public sealed class StackTests(StackFixture fixture)
{
    [Fact]
    public async Task Health_is_200_and_unsigned()
    {
        var response = await fixture.Http.GetAsync(new Uri(fixture.Stack.Endpoint, "/health"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_job_submitted_by_HTTP_has_a_record_with_its_whole_history()
    {
        var jobId = await fixture.Api.SubmitAsync("""{"jobName":"by-http","jobQueue":"default","jobDefinition":"hello","parameters":{"who":"HTTP"}}""");

        var record = await fixture.Api.EndAsync(jobId);

        Assert.Equal("SUCCEEDED", record.Find("status"));
        var history = record.GetProperty("history").EnumerateArray().Select(change => change.GetProperty("status").GetString()).ToList();
        Assert.Equal("SUCCEEDED", history[^1]);
        Assert.Contains("RUNNING", history);
        var list = await fixture.Api.PollAsync("/jobs?namePrefix=by-http&jobQueue=default", root => root.GetProperty("jobs").GetArrayLength() > 0);
        Assert.Equal(jobId, list.GetProperty("jobs")[0].GetProperty("jobId").GetString());
    }

    [Fact]
    public async Task A_running_job_can_be_terminated_by_HTTP()
    {
        var jobId = await fixture.Api.SubmitAsync("""{"jobName":"long","jobQueue":"default","jobDefinition":"hello","containerOverrides":{"command":["sleep","600"]}}""");
        await fixture.Api.StatusAsync(jobId, "RUNNING");


        await fixture.Api.PostAsync($"/jobs/{jobId}/terminate", """{"reason":"enough"}""", HttpStatusCode.Accepted);

        var record = await fixture.Api.EndAsync(jobId);
        Assert.Equal(("FAILED", "enough"), (record.Find("status"), record.GetProperty("statusReason").GetString()));
    }

    [Fact]
    public async Task A_waiting_job_can_be_cancelled_by_HTTP()
    {
        var first = await fixture.Api.SubmitAsync("""{"jobName":"first","jobQueue":"default","jobDefinition":"hello","containerOverrides":{"command":["sleep","600"]}}""");
        var second = await fixture.Api.SubmitAsync($$"""{"jobName":"second","jobQueue":"default","jobDefinition":"hello","dependsOn":[{"jobId":"{{first}}"}]}""");

        await fixture.Api.PostAsync($"/jobs/{second}/cancel", """{"reason":"not needed"}""", HttpStatusCode.Accepted);
        await fixture.Api.PostAsync($"/jobs/{first}/terminate", """{"reason":"enough"}""", HttpStatusCode.Accepted);

        Assert.Equal("FAILED", (await fixture.Api.EndAsync(second)).Find("status"));
    }

    [Fact]
    public async Task A_file_copied_into_the_buckets_folder_is_a_manifest_too()
    {
        var inbox = Path.Combine(fixture.StateFolder, "s3", fixture.Stack.InboxBucket, "inbox");
        Directory.CreateDirectory(inbox);
        File.Copy(Repository.File("examples/diamond.json"), Path.Combine(inbox, "copied.json"));

        var result = await ResultAsync("results/copied.json.json");

        Assert.Equal(4, result.GetProperty("jobs").GetArrayLength());
        foreach (var job in result.GetProperty("jobs").EnumerateArray())
        {
            Assert.Equal("SUCCEEDED", (await fixture.Api.EndAsync(job.GetProperty("jobId").GetString() ?? "")).Find("status"));
        }
    }

    [Fact]
    public async Task A_bad_manifest_sent_to_S3_gets_a_result_that_names_its_errors()
    {
        using var s3 = fixture.S3();
        await s3.PutObjectAsync(
            new() { BucketName = fixture.Stack.InboxBucket, Key = "inbox/bad.json", ContentBody = "{ \"jobs\": [ }" }, TestContext.Current.CancellationToken);

        var result = await ResultAsync("results/bad.json.json");

        Assert.Equal(1, Assert.Single(result.GetProperty("errors").EnumerateArray()).GetProperty("line").GetInt32());
    }

    [Fact]
    public async Task The_templates_resources_are_there_for_any_AWS_client()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var batch = fixture.Batch();
        using var sqs = fixture.Sqs();
        using var dynamoDb = fixture.DynamoDb();

        var queues = await batch.DescribeJobQueuesAsync(new DescribeJobQueuesRequest { JobQueues = ["default"] }, cancellation);
        var submit = await sqs.GetQueueUrlAsync("local-SubmitQueue", cancellation);
        var tables = await dynamoDb.ListTablesAsync(cancellation);

        Assert.Equal("VALID", Assert.Single(queues.JobQueues).Status);
        Assert.Equal($"{fixture.Stack.Endpoint}123456789012/local-SubmitQueue", submit.QueueUrl);
        Assert.Contains("local-JobsTable", tables.TableNames);
    }

    [Fact]
    public async Task A_job_submitted_with_the_AWS_client_gets_a_record_as_well()
    {
        using var batch = fixture.Batch();

        var submitted = await batch.SubmitJobAsync(
            new() { JobName = "by-sdk", JobQueue = "default", JobDefinition = "hello" }, TestContext.Current.CancellationToken);

        Assert.Equal("SUCCEEDED", (await fixture.Api.EndAsync(submitted.JobId)).Find("status"));
    }

    [Fact]
    public async Task A_path_that_nothing_answers_is_a_404()
    {
        using var response = await fixture.Http.GetAsync(new Uri(fixture.Stack.Api, "/nothing/here"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private async Task<JsonElement> ResultAsync(string key)
    {
        using var s3 = fixture.S3();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                using var found = await s3.GetObjectAsync(new GetObjectRequest { BucketName = fixture.Stack.InboxBucket, Key = key }, limit.Token);
                return (await JsonDocument.ParseAsync(found.ResponseStream, cancellationToken: limit.Token)).RootElement;
            }
            catch (Amazon.S3.AmazonS3Exception missing) when (missing.StatusCode == HttpStatusCode.NotFound)
            {
                Assert.False(limit.IsCancellationRequested, $"{key} never came.\n{fixture.Stack.Output}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        }
    }
}

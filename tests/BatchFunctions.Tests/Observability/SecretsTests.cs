using System.Text.Json;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.S3Events;
using Amazon.Lambda.SQSEvents;
using BatchFunctions.Http;
using BatchFunctions.Jobs;
using BatchFunctions.Resubmissions;
using BatchFunctions.Submissions;
using BatchFunctions.SubmitQueue;
using BatchFunctions.Submitting;
using BatchFunctions.Tracking;

namespace BatchFunctions.Tests.Observability;

/// <summary>What callers send stays out of the log and of the metrics: each request here says "hush" where it can.</summary>
public sealed class SecretsTests : IDisposable
{
    private const string Job = """
        {"jobName":"hello","jobQueue":"default","jobDefinition":"hello","parameters":{"key":"hush"},"tags":{"team":"hush"},"containerOverrides":{"command":["login","hush"],"environment":[{"name":"PASSWORD","value":"hush"}]}}
        """;

    private readonly FunctionStack _stack = new();

    /// <summary>Holds every test to the same: something was logged, and the secret was not.</summary>
    public void Dispose()
    {
        Assert.NotEmpty(_stack.Log.Lines);
        Assert.DoesNotContain("hush", _stack.Log.All, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("hush", string.Join('\n', _stack.Metrics), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_job_that_is_submitted()
    {
        await SubmitAsync(Job);

        Assert.Contains("hush", Assert.Single(_stack.Batch.Submitted).Request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_AWS_Batch_refuses_in_words_that_repeat_it()
    {
        _stack.Batch.AnswerNext(new SubmitReply.Refused("The value hush is invalid."));
        await SubmitAsync(Job);

        Assert.Equal(400, _stack.Log.Lines[^1].Fields["status"]);
    }

    [Theory]
    [InlineData("""{"jobName":7,"hush":"hush","containerOverrides":{"environment":"hush"}}""")]
    [InlineData("hush")]
    [InlineData("""{"jobName":"hush""")]
    public async Task A_body_that_is_wrong(string body)
    {
        await SubmitAsync(body);

        Assert.Equal(400, _stack.Log.Lines[^1].Fields["status"]);
    }

    [Fact]
    public async Task A_query_and_a_reason()
    {
        await _stack.Handler<ListJobsHandler>().ListJobs(
            new() { QueryStringParameters = new Dictionary<string, string> { ["hush"] = "hush" } }, _stack.Context);
        await _stack.Handler<CancelJobHandler>().CancelJob("job-1", new() { Body = """{"reason":"hush"}""" }, _stack.Context);
        await UnknownRouteHandler.UnknownRoute("hush", new() { RawQueryString = "key=hush" }, _stack.Context);

        Assert.Equal([400, 404, 404], _stack.Log.Lines.Select(line => line.Fields["status"]));
    }

    [Theory]
    [InlineData("jobs.jsonl", Job)]
    [InlineData("jobs.csv", "jobName,jobQueue,jobDefinition,environment.PASSWORD\nhello,default,hello,hush")]
    public async Task A_manifest_from_the_drop_to_the_submission(string file, string content)
    {
        await DropAsync(file, content);
        await WorkAsync();

        Assert.Contains("hush", Assert.Single(_stack.Batch.Submitted).Request, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jobs.json", """{"jobs":[{"jobName":"hush hush","containerOverrides":{"environment":"hush"}}]}""")]
    [InlineData("jobs.yaml", "jobs: [hush")]
    [InlineData("jobs.csv", "jobName,hush\nhello,hush")]
    public async Task A_manifest_that_is_wrong(string file, string content)
    {
        await DropAsync(file, content);

        Assert.Contains("\"errors\":[{", Assert.Single(_stack.Files.Results).Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_queued_job_that_AWS_Batch_refuses_or_never_takes()
    {
        await DropAsync("jobs.jsonl", $"{Job.Trim()}\n{Job.Trim().Replace("\"hello\"", "\"second\"", StringComparison.Ordinal).Replace("Definition\":\"second", "Definition\":\"hello", StringComparison.Ordinal)}");
        _stack.Batch.AnswerNext(new SubmitReply.Refused("The value hush is invalid."));
        _stack.Batch.AnswerNext(new SubmitReply.Throttled("Too Many Requests"));
        await WorkAsync();

        Assert.Contains(_stack.Log.Lines, line => line.Message.StartsWith("Row {row} was refused", StringComparison.Ordinal));
        Assert.Contains(_stack.Log.Lines, line => line.Message.StartsWith("Row {row} is tried again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_message_that_cannot_be_read()
    {
        await _stack.Handler<SubmitQueuedJobsHandler>().SubmitQueuedJobs(
            new SQSEvent { Records = [new() { MessageId = "m1", Body = """{"job":"hush"}""" }, new() { MessageId = "m2", Body = "hush" }] }, _stack.Context);

        Assert.Equal(["m1", "m2"], _stack.Log.Lines.Select(line => line.Fields["messageId"]));
    }

    [Fact]
    public async Task An_event_about_a_job_with_secrets_and_one_that_cannot_be_read()
    {
        var sample = await File.ReadAllTextAsync(Repository.Path("events", "job-state-changed.json"), TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(sample);
        var body = (json.RootElement.GetProperty("Records")[0].GetProperty("body").GetString() ?? "")
            .Replace("\"environment\":[]", "\"environment\":[{\"name\":\"PASSWORD\",\"value\":\"hush\"}]", StringComparison.Ordinal);
        Assert.Contains("hush", body, StringComparison.Ordinal);

        await _stack.Handler<JobStateChangedHandler>().JobStateChanged(
            new SQSEvent { Records = [new() { MessageId = "m1", Body = body }, new() { MessageId = "m2", Body = """{"detail":{"jobId":"hush"}}""" }] }, _stack.Context);

        Assert.Equal(["Debug", "Error"], _stack.Log.Lines.Select(line => line.Level));
    }

    [Fact]
    public async Task A_resubmission_with_overrides()
    {
        await _stack.Jobs.RecordSubmissionAsync(A.Submitted(), TestContext.Current.CancellationToken);
        await _stack.Jobs.AdvanceAsync(A.Change(JobStatus.Failed, endedAttempts: 1), TestContext.Current.CancellationToken);

        await _stack.Handler<ResubmitJobHandler>().ResubmitJob(A.JobId, new() { Body = """{"parameters":{"key":"hush"}}""" }, _stack.Context);

        Assert.Equal(201, _stack.Log.Lines[^1].Fields["status"]);
    }

    private Task<IHttpResult> SubmitAsync(string body) => _stack.Handler<SubmitJobHandler>().SubmitJob(
        new APIGatewayHttpApiV2ProxyRequest
        {
            Body = body,
            RawQueryString = "token=hush",
            QueryStringParameters = new Dictionary<string, string> { ["token"] = "hush" },
            Headers = new Dictionary<string, string> { ["authorization"] = "Bearer hush", ["idempotency-key"] = "hush", ["cookie"] = "hush" },
        },
        _stack.Context);

    private Task DropAsync(string file, string content)
    {
        _stack.Files.Manifests[$"inbox/{file}"] = content;

        return _stack.Handler<ManifestDroppedHandler>().ManifestDropped(
            new S3Event
            {
                Records = [new() { S3 = new() { Bucket = new() { Name = "inbox-bucket" }, Object = new() { Key = $"inbox/{file}", VersionId = "v1" } } }],
            },
            _stack.Context);
    }

    /// <summary>Delivers once what is on the queue.</summary>
    private Task<SQSBatchResponse> WorkAsync() => _stack.Handler<SubmitQueuedJobsHandler>().SubmitQueuedJobs(
        new SQSEvent
        {
            Records =
            [
                .. _stack.Queue.Drain().Select((message, n) => new SQSEvent.SQSMessage
                {
                    MessageId = $"m{n}",
                    Body = JsonSerializer.Serialize(message, QueueJson.Default.QueuedMessage),
                }),
            ],
        },
        _stack.Context);
}

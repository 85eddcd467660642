using System.Net;
using System.Text;
using System.Text.Json;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.TestUtilities;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Submissions;
using BatchFunctions.Tests.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace BatchFunctions.Tests.Http;

public sealed class HttpHandlerTests
{
    private const string Hello = """{"jobName":"hello","jobQueue":"default","jobDefinition":"hello"}""";

    private readonly FakeTimeProvider _clock = new(A.Noon);
    private readonly InMemoryIntents _intents = new();
    private readonly InMemoryJobs _jobs = new();
    private readonly InMemorySubmissions _submissions = new();
    private readonly InMemorySubmitQueue _queue = new();
    private readonly InMemoryBatch _batch = new();

    private int _ids;

    [Fact]
    public async Task POST_jobs_answers_201_with_the_job_and_its_place()
    {
        var (status, headers, body) = await SubmitAsync(Hello);

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal("/jobs/00000000-0000-4000-8000-000000000000", headers["location"]);
        Assert.Equal("application/json", headers["content-type"]);
        Assert.Equal("""{"jobId":"00000000-0000-4000-8000-000000000000","jobName":"hello"}""", body);
    }

    [Fact]
    public async Task The_same_Idempotency_Key_answers_with_the_first_job_and_another_body_with_422()
    {
        var first = await SubmitAsync(Hello, key: "abc");
        var second = await SubmitAsync(Hello, key: "abc");
        var other = await SubmitAsync(Hello.Replace("\"hello\"", "\"other\"", StringComparison.Ordinal), key: "abc");

        Assert.Equal(first.Body, second.Body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.Status);
        Assert.Single(_batch.Submitted);
    }

    [Fact]
    public async Task Without_a_key_each_call_is_a_job()
    {
        await SubmitAsync(Hello);
        await SubmitAsync(Hello);

        Assert.Equal(2, _batch.Submitted.Count);
    }

    [Fact]
    public async Task A_queue_that_a_failure_rule_names_must_be_there()
    {
        var (status, _, body) = await SubmitAsync(
            """{"jobName":"hello","jobQueue":"default","jobDefinition":"hello","onFailure":[{"action":"resubmit","jobQueue":"default"},{"action":"resubmit","jobQueue":"nowhere"}]}""");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("""[{"pointer":"/onFailure/1/jobQueue","message":"There is no job queue 'nowhere'."}]""", body, StringComparison.Ordinal);
        Assert.Empty(_batch.Submitted);
    }

    [Theory]
    [InlineData("""{"type":"VCPU","value":"1"},{"type":"MEMORY","value":"1024"}""", "Fargate has no 1 vCPU with 1024 MiB; with 1 vCPU it has 2048 to 8192 in steps of 1024 MiB.")]
    [InlineData("""{"type":"MEMORY","value":"1536"}""", "Fargate has no 0.25 vCPU with 1536 MiB; with 0.25 vCPU it has 512, 1024 to 2048 in steps of 1024 MiB.")]
    public async Task A_size_that_Fargate_has_not_is_400_with_those_it_has_and_fine_elsewhere(string size, string error)
    {
        var body = $$$"""{"jobName":"hello","jobQueue":"default","jobDefinition":"fargate","containerOverrides":{"resourceRequirements":[{{{size}}}]}}""";
        var (status, _, answer) = await SubmitAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains($$"""[{"pointer":"/containerOverrides/resourceRequirements","message":"{{error}}"}]""", answer, StringComparison.Ordinal);
        Assert.Empty(_batch.Submitted);
        Assert.Equal(HttpStatusCode.Created, (await SubmitAsync(body.Replace("fargate", "hello", StringComparison.Ordinal))).Status);
    }

    [Fact]
    public async Task A_size_that_Fargate_has_is_submitted() => Assert.Equal(
        HttpStatusCode.Created,
        (await SubmitAsync("""{"jobName":"hello","jobQueue":"default","jobDefinition":"fargate","containerOverrides":{"resourceRequirements":[{"type":"MEMORY","value":"2048"}]}}""")).Status);

    [Fact]
    public async Task A_JSON_body_with_a_byte_order_mark_is_submitted_as_one_without() =>
        Assert.Equal(HttpStatusCode.Created, (await SubmitAsync("\uFEFF" + Hello)).Status);

    [Fact]
    public async Task A_JSON_body_in_UTF_16_is_400_and_called_by_its_name()
    {
        var (status, _, body) = await SubmitAsync(Convert.ToBase64String(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Hello)).ToArray()), isBase64: true);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("This is UTF-16; save the file as UTF-8.", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_wrong_field_is_named_at_once()
    {
        var (status, headers, body) = await SubmitAsync("""{"jobName":7,"queue":"default","onFailure":[{"action":"boom"}]}""");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("application/problem+json", headers["content-type"]);
        using var problem = JsonDocument.Parse(body);
        Assert.Equal(
            ["/jobName", "/queue", "/jobQueue", "/jobDefinition", "/onFailure/0/action"],
            problem.RootElement.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("pointer").GetString()));
        Assert.Empty(_batch.Submitted);
    }

    [Theory]
    [InlineData("{", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("jobName: x", "application/yaml", HttpStatusCode.UnsupportedMediaType)]
    public async Task A_body_that_is_not_JSON_is_refused(string body, string type, HttpStatusCode status) =>
        Assert.Equal(status, (await SubmitAsync(body, type: type)).Status);

    [Fact]
    public async Task A_body_beyond_30_KiB_is_413() =>
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SubmitAsync($$"""{"jobName":"{{new string('x', 31 * 1024)}}"}""")).Status);

    [Fact]
    public async Task What_AWS_Batch_refuses_is_400_with_its_words()
    {
        _batch.AnswerNext(new SubmitReply.Refused("JobQueue nowhere not found."));

        var (status, _, body) = await SubmitAsync(Hello);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("JobQueue nowhere not found.", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_throttled_job_is_queued_once_and_answered_202_with_where_to_ask()
    {
        _batch.AnswerNext(new SubmitReply.Throttled("Too Many Requests"));
        var first = await SubmitAsync(Hello, key: "abc");

        Assert.Equal(HttpStatusCode.Accepted, first.Status);
        Assert.StartsWith("/submissions/", first.Headers["location"], StringComparison.Ordinal);
        Assert.Equal("hello", _queue.Drain()[0].Job?.JobName);
    }

    [Fact]
    public async Task GET_of_an_unknown_job_is_404()
    {
        var answer = await new DescribeJobHandler(_jobs, _batch, new InMemoryBlockedQueues()).DescribeJob("nothing", new TestLambdaContext());

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task GET_joins_the_record_with_what_AWS_Batch_says()
    {
        await _jobs.RecordSubmissionAsync(A.Submitted(), TestContext.Current.CancellationToken);
        await _jobs.AdvanceAsync(A.Change(JobStatus.Running), TestContext.Current.CancellationToken);
        _batch.Details[A.JobId] = new JobDetail { JobId = A.JobId, JobName = "hello", Status = "SUCCEEDED", StartedAt = 5, IsCancelled = false };

        var (status, _, body) = Read(await new DescribeJobHandler(_jobs, _batch, new InMemoryBlockedQueues()).DescribeJob(A.JobId, new TestLambdaContext()));

        Assert.Equal(HttpStatusCode.OK, status);
        using var job = JsonDocument.Parse(body);
        Assert.Equal("RUNNING", job.RootElement.GetProperty("status").GetString());
        Assert.Equal("default", job.RootElement.GetProperty("request").GetProperty("jobQueue").GetString());
        Assert.Equal(2, job.RootElement.GetProperty("history").GetArrayLength());
        Assert.Equal("""{"isCancelled":false,"jobId":"11111111-1111-4111-8111-111111111111","jobName":"hello","startedAt":5,"status":"SUCCEEDED"}""", Sorted(job.RootElement.GetProperty("detail")));
    }

    [Theory]
    [InlineData("RUNNABLE", HttpStatusCode.Accepted, HttpStatusCode.Accepted)]
    [InlineData("RUNNING", HttpStatusCode.Conflict, HttpStatusCode.Accepted)]
    [InlineData("SUCCEEDED", HttpStatusCode.Conflict, HttpStatusCode.Conflict)]
    [InlineData(null, HttpStatusCode.NotFound, HttpStatusCode.NotFound)]
    public async Task A_job_is_cancelled_or_terminated_only_where_that_does_something(string? status, HttpStatusCode cancel, HttpStatusCode terminate)
    {
        if (status is not null)
        {
            _batch.Details[A.JobId] = new JobDetail { JobId = A.JobId, Status = status };
        }

        var request = new APIGatewayHttpApiV2ProxyRequest { Body = """{"reason":"enough"}""" };
        Assert.Equal(cancel, (await new CancelJobHandler(_batch).CancelJob(A.JobId, request, new TestLambdaContext())).StatusCode);
        Assert.Equal(terminate, (await new TerminateJobHandler(_batch).TerminateJob(A.JobId, request, new TestLambdaContext())).StatusCode);
        Assert.Equal(cancel == HttpStatusCode.Accepted ? [(A.JobId, "enough")] : [], _batch.Cancelled);
        Assert.Equal(terminate == HttpStatusCode.Accepted ? [(A.JobId, "enough")] : [], _batch.Terminated);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"reason":""}""")]
    [InlineData("""{"reason":"x","why":"y"}""")]
    [InlineData("[]")]
    public async Task Cancelling_needs_a_reason_and_nothing_else(string body)
    {
        var answer = await new CancelJobHandler(_batch).CancelJob(A.JobId, new APIGatewayHttpApiV2ProxyRequest { Body = body }, new TestLambdaContext());

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_job_that_has_just_failed_says_that_it_is_not_decided_yet()
    {
        await _jobs.AdvanceAsync(A.Change(JobStatus.Failed), TestContext.Current.CancellationToken);
        Assert.Equal("PENDING", await DecisionAsync());

        await _jobs.RecordDecisionAsync(A.JobId, "RESUBMITTED", "by rule", StoredVerdict.Nothing, A.Noon, TestContext.Current.CancellationToken);
        Assert.Equal("RESUBMITTED", await DecisionAsync());

        async Task<string?> DecisionAsync()
        {
            using var body = JsonDocument.Parse(Read(await new DescribeJobHandler(_jobs, _batch, new InMemoryBlockedQueues()).DescribeJob(A.JobId, new TestLambdaContext())).Body);
            return body.RootElement.GetProperty("decision").GetString();
        }
    }

    [Fact]
    public async Task A_list_goes_on_with_its_token()
    {
        for (var n = 0; n < 3; n++)
        {
            await _jobs.AdvanceAsync(A.Change(JobStatus.Running, jobId: $"job-{n}", createdAt: A.Noon.AddSeconds(n)), TestContext.Current.CancellationToken);
        }

        using var first = JsonDocument.Parse((await ListAsync(("limit", "2"))).Body);
        using var second = JsonDocument.Parse((await ListAsync(("limit", "2"), ("nextToken", first.RootElement.GetProperty("nextToken").GetString() ?? ""))).Body);

        Assert.Equal(["job-2", "job-1"], first.RootElement.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("jobId").GetString()));
        Assert.Equal(["job-0"], second.RootElement.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("jobId").GetString()));
        Assert.False(second.RootElement.TryGetProperty("nextToken", out _));
    }

    [Fact]
    public async Task Every_wrong_parameter_of_a_list_is_named_at_once()
    {
        var (status, _, body) = await ListAsync(("limit", "101"), ("status", "DONE"), ("createdAfter", "yesterday"), ("nextToken", "?"), ("colour", "red"));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        using var problem = JsonDocument.Parse(body);
        Assert.Equal(
            ["?colour", "?status", "?createdAfter", "?limit", "?nextToken"],
            problem.RootElement.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("pointer").GetString()));
    }

    private static (HttpStatusCode Status, Dictionary<string, string> Headers, string Body) Read(IHttpResult result)
    {
        using var stream = result.Serialize(new HttpResultSerializationOptions
        {
            Format = HttpResultSerializationOptions.ProtocolFormat.HttpApi,
            Version = HttpResultSerializationOptions.ProtocolVersion.V2,
        });
        using var answer = JsonDocument.Parse(stream);
        var headers = answer.RootElement.GetProperty("headers").EnumerateObject().ToDictionary(header => header.Name, header => header.Value.GetString() ?? "");

        return (result.StatusCode, headers, answer.RootElement.GetProperty("body").GetString() ?? "");
    }

    private static string Sorted(JsonElement value) =>
        $"{{{string.Join(',', value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal).Select(member => $"\"{member.Name}\":{member.Value.GetRawText()}"))}}}";

    private async Task<(HttpStatusCode Status, Dictionary<string, string> Headers, string Body)> SubmitAsync(
        string body, string? key = null, string type = "application/json", bool isBase64 = false)
    {
        var headers = new Dictionary<string, string> { ["Content-Type"] = type };
        if (key is not null)
        {
            headers["idempotency-key"] = key;
        }

        var submitter = new JobSubmitter(_intents, _jobs, _batch, _clock, NewId);
        var handler = new SubmitJobHandler(submitter, new SubmissionIntake(_submissions, _queue, _clock), new FixedCatalog(), _clock, NewId);

        return Read(await handler.SubmitJob(new APIGatewayHttpApiV2ProxyRequest { Body = body, IsBase64Encoded = isBase64, Headers = headers }, new TestLambdaContext()));
    }

    private async Task<(HttpStatusCode Status, Dictionary<string, string> Headers, string Body)> ListAsync(params (string Name, string Value)[] query) =>
        Read(await new ListJobsHandler(new FilteredJobs(_jobs, new FixedQueueNames("default", "spot"))).ListJobs(
            new APIGatewayHttpApiV2ProxyRequest { QueryStringParameters = query.ToDictionary(pair => pair.Name, pair => pair.Value) },
            new TestLambdaContext()));

    private Guid NewId() => new(++_ids, 0, 0, new byte[8]);
}

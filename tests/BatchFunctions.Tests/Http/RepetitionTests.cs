using System.Net;
using System.Text;
using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Lambda.APIGatewayEvents;
using BatchFunctions.Intents;
using BatchFunctions.Resources;
using BatchFunctions.Submissions;
using BatchFunctions.Tests.Doubles;
using BatchFunctions.Wire;

namespace BatchFunctions.Tests.Http;

/// <summary>Who repeats a request, and what counts as the same one.</summary>
public sealed class RepetitionTests
{
    private const string Hello = """{"jobName":"hello","jobQueue":"default","jobDefinition":"hello","parameters":{"a":"1","b":"2"},"timeout":{"attemptDurationSeconds":60},"onFailure":[{"action":"resubmit","memoryFactor":1.5}]}""";

    /// <summary>The same, as another program writes it.</summary>
    private const string Olleh = """ { "onFailure": [ { "memoryFactor": 15e-1, "action": "resubmit" } ], "timeout": { "attemptDurationSeconds": 60 }, "parameters": { "b": "2", "\u0061": "1" }, "jobDefinition": "hello", "jobQueue": "default", "jobName": "hell\u006f" } """;

    private const string Rows = """{"jobs":[{"jobName":"one","jobQueue":"default","jobDefinition":"hello"},{"jobName":"two","jobQueue":"default","jobDefinition":"hello"}]}""";

    private readonly FunctionStack _stack = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public static TheoryData<string?, string?, bool> Callers => new()
    {
        { "arn:aws:sts::123456789012:assumed-role/ci/run-1001", "arn:aws:sts::123456789012:assumed-role/ci/run-1002", true },
        { "arn:aws-cn:sts::123456789012:assumed-role/ci/run-1001", "arn:aws-cn:sts::123456789012:assumed-role/ci/x/y", true },
        { "arn:aws:sts::123456789012:assumed-role/ci/run-1001", "arn:aws:sts::123456789012:assumed-role/cd/run-1001", false },
        { "arn:aws:sts::123456789012:assumed-role/ci/run-1001", "arn:aws:sts::210987654321:assumed-role/ci/run-1001", false },
        { "arn:aws:iam::123456789012:user/ci/one", "arn:aws:iam::123456789012:user/ci/two", false },
        { "arn:aws:iam::123456789012:user/ci", "arn:aws:iam::123456789012:user/ci", true },
        { "arn:aws:iam::123456789012:user/ci", null, false },
    };

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task A_key_belongs_to_the_principal_and_not_to_its_session(string? one, string? other, bool isSame)
    {
        await SubmitAsync(Hello, "k", Iam(one));
        await SubmitAsync(Hello, "k", Iam(other));

        Assert.Equal(isSame ? 1 : 2, _stack.Batch.Submitted.Count);
    }

    [Theory]
    [InlineData("sub=a session=1", "sub=a session=2", true)]
    [InlineData("sub=a client_id=x", "sub=b client_id=x", false)]
    [InlineData("client_id=x jti=1", "client_id=x jti=2", true)]
    [InlineData("client_id=x", "client_id=y", false)]
    public async Task A_key_belongs_to_the_subject_of_a_token_else_to_its_client(string one, string other, bool isSame)
    {
        await SubmitAsync(Hello, "k", Jwt(one));
        await SubmitAsync(Hello, "k", Jwt(other));

        Assert.Equal(isSame ? 1 : 2, _stack.Batch.Submitted.Count);
    }

    [Fact]
    public async Task The_same_job_written_otherwise_is_a_repetition_and_another_one_is_422()
    {
        var first = await SubmitAsync(Hello, "k");
        var second = await SubmitAsync(Olleh, "k");
        var other = await SubmitAsync(Hello.Replace("60", "61", StringComparison.Ordinal), "k");

        Assert.Equal(first.Body, second.Body);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.UnprocessableEntity), (second.Status, other.Status));
        Assert.Single(_stack.Batch.Submitted);
    }

    [Fact]
    public async Task An_intent_that_an_earlier_version_wrote_is_repeated_by_its_body_however_it_is_written()
    {
        var token = Token.Of("POST /jobs", "", "k");
        const string Body = """{"jobName":"hello","jobQueue":"default","jobDefinition":"hello","parameters":{"a":"1","b":"2"},"timeout":{"attemptDurationSeconds":60}}""";
        const string Rules = """[{"action":"resubmit","memoryFactor":1.5}]""";
        var known = A.Request() with { Token = token, Body = Body, OnFailure = Rules };
        // Earlier versions hashed the text.
        await _stack.Intents.CreateAsync(Intent.Of(known, A.Noon, A.Noon, "owner") with { RequestHash = Token.Of(Body, Rules) }, None);
        await _stack.Intents.SettleAsync(token, "job-1", None);

        Assert.Contains("job-1", (await SubmitAsync(Hello, "k")).Body, StringComparison.Ordinal);
        Assert.Contains("job-1", (await SubmitAsync(Olleh, "k")).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SubmitAsync(Hello.Replace("60", "61", StringComparison.Ordinal), "k")).Status);
        Assert.Empty(_stack.Batch.Submitted);
    }

    [Fact]
    public async Task A_manifest_under_a_key_is_the_same_in_any_order_of_members_and_in_any_format()
    {
        var first = await ManifestAsync(Rows, "k");
        var shuffled = await ManifestAsync(Rows.Replace("\"jobName\":\"one\",\"jobQueue\":\"default\"", "\"jobQueue\":\"default\", \"jobName\":\"one\"", StringComparison.Ordinal), "k");
        var yaml = await ManifestAsync("jobs:\n- {jobDefinition: hello, jobQueue: default, jobName: one}\n- {jobName: two, jobQueue: default, jobDefinition: hello}\n", "k", "application/yaml");
        var swapped = await ManifestAsync(Rows.Replace("one", "three", StringComparison.Ordinal), "k");

        Assert.Equal((first.Body, first.Body, HttpStatusCode.UnprocessableEntity), (shuffled.Body, yaml.Body, swapped.Status));
    }

    [Fact]
    public async Task A_submission_that_an_earlier_version_wrote_is_repeated_by_its_bytes()
    {
        var id = SubmissionIntake.IdOf(Token.Of("POST /submissions", "", "k"));
        await _stack.Submissions.CreateAsync(
            new()
            {
                SubmissionId = id,
                State = SubmissionState.Finished,
                Source = "POST /submissions",
                Total = 2,
                ContentHash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(Rows))),
                CreatedAt = A.Noon,
            },
            None);

        Assert.Equal(HttpStatusCode.Accepted, (await ManifestAsync(Rows, "k")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ManifestAsync(Rows.Replace("one", "three", StringComparison.Ordinal), "k")).Status);
        Assert.Empty(_stack.Queue.Sent);
    }

    [Theory]
    [InlineData("""{"type":"container","jobDefinitionName":"hello"}""", HttpStatusCode.Created)]
    [InlineData("""{"jobDefinitionName":"hello","type":"multinode"}""", HttpStatusCode.UnprocessableEntity)]
    public async Task A_resource_under_a_key_is_the_same_in_any_order_of_members(string body, HttpStatusCode status)
    {
        var batch = ScriptedBatch.Create().On((RegisterJobDefinitionRequest asked) =>
            new RegisterJobDefinitionResponse { JobDefinitionName = asked.JobDefinitionName, JobDefinitionArn = "arn:jd", Revision = 1 });
        var handler = _stack.HandlerWith<JobDefinitionChanges, IAmazonBatch>(batch.Client);
        await handler.RegisterJobDefinition(Request("""{"jobDefinitionName":"hello","type":"container"}""", "k"), _stack.Context);

        var answer = await HttpAnswer.OfAsync(handler.RegisterJobDefinition(Request(body, "k"), _stack.Context));

        Assert.Equal((status, 1), (answer.Status, batch.Requests.Count));
    }

    [Fact]
    public async Task A_resource_that_an_earlier_version_kept_is_repeated_by_its_text()
    {
        const string Body = """{"jobDefinitionName":"hello","type":"container"}""";
        var token = Token.Of("POST /job-definitions", "", "k");
        await _stack.Kept.CreateAsync(new(token, Token.Of(Body), A.Noon, "owner"), A.Noon, None);
        await _stack.Kept.SettleAsync(token, new("hello", "arn:jd", 7), None);
        var handler = _stack.HandlerWith<JobDefinitionChanges, IAmazonBatch>(ScriptedBatch.Create().Client);

        Assert.Contains("\"revision\":7", (await HttpAnswer.OfAsync(handler.RegisterJobDefinition(Request(Body, "k"), _stack.Context))).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_key_the_same_manifest_of_the_same_caller_is_one_submission_for_five_minutes()
    {
        var first = await ManifestAsync(Rows);
        _stack.Clock.Advance(SubmitManifestHandler.RepeatedWithin);
        var again = await ManifestAsync(Rows.Replace("{\"jobs\"", "{ \"jobs\"", StringComparison.Ordinal));
        var other = await ManifestAsync(Rows.Replace("one", "three", StringComparison.Ordinal));
        var stranger = await ManifestAsync(Rows, caller: Iam("arn:aws:iam::123456789012:user/ci"));
        _stack.Clock.Advance(TimeSpan.FromSeconds(1));
        var later = await ManifestAsync(Rows);

        Assert.Equal(first.Body, again.Body);
        Assert.Equal(4, new[] { first, other, stranger, later }.Select(answer => answer.Body).Distinct().Count());
    }

    private static APIGatewayHttpApiV2ProxyRequest.ProxyRequestContext Iam(string? arn) => new()
    {
        Authorizer = new() { IAM = new() { UserARN = arn } },
    };

    private static APIGatewayHttpApiV2ProxyRequest.ProxyRequestContext Jwt(string claims) => new()
    {
        Authorizer = new() { Jwt = new() { Claims = claims.Split(' ').Select(claim => claim.Split('=')).ToDictionary(claim => claim[0], claim => claim[1]) } },
    };

    private static APIGatewayHttpApiV2ProxyRequest Request(
        string body, string? key, APIGatewayHttpApiV2ProxyRequest.ProxyRequestContext? caller = null, string type = "application/json")
    {
        var headers = new Dictionary<string, string> { ["content-type"] = type };
        if (key is not null)
        {
            headers["idempotency-key"] = key;
        }

        return new() { Body = body, Headers = headers, RequestContext = caller };
    }

    private Task<HttpAnswer> SubmitAsync(string body, string key, APIGatewayHttpApiV2ProxyRequest.ProxyRequestContext? caller = null) =>
        HttpAnswer.OfAsync(_stack.Handler<SubmitJobHandler>().SubmitJob(Request(body, key, caller), _stack.Context));

    private Task<HttpAnswer> ManifestAsync(
        string body, string? key = null, string type = "application/json", APIGatewayHttpApiV2ProxyRequest.ProxyRequestContext? caller = null) =>
        HttpAnswer.OfAsync(_stack.Handler<SubmitManifestHandler>().SubmitManifest(Request(body, key, caller, type), _stack.Context));
}

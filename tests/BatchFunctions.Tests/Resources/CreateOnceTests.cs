using System.Net;
using System.Text.Json;
using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Runtime;
using BatchFunctions.Resources;
using BatchFunctions.Tests.Doubles;
using BatchFunctions.Tests.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Tests.Resources;

/// <summary>A resource is made once for each Idempotency-Key.</summary>
public sealed class CreateOnceTests
{
    private const string Hello = """{"jobDefinitionName":"hello","type":"container"}""";

    private readonly FunctionStack _stack = new();
    private readonly ScriptedBatch _batch = ScriptedBatch.Create();

    /// <summary>Revisions, with their tags.</summary>
    private readonly List<JobDefinition> _definitions = [];

    public CreateOnceTests() => _batch
        .On((RegisterJobDefinitionRequest asked) =>
        {
            _definitions.Add(new() { JobDefinitionName = asked.JobDefinitionName, JobDefinitionArn = "arn:jd", Revision = _definitions.Count + 1, Tags = asked.Tags });
            return new RegisterJobDefinitionResponse { JobDefinitionName = asked.JobDefinitionName, JobDefinitionArn = "arn:jd", Revision = _definitions.Count };
        })
        .On((DescribeJobDefinitionsRequest asked) => asked.NextToken is null
            ? new DescribeJobDefinitionsResponse { JobDefinitions = [], NextToken = "second page" }
            : new DescribeJobDefinitionsResponse { JobDefinitions = [.. _definitions] });

    [Fact]
    public async Task A_new_resource_is_answered_201_with_its_place()
    {
        var answer = await RegisterAsync(Hello, key: null);

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal("/job-definitions/hello", answer.Headers["location"]);
        Assert.Equal("""{"jobDefinitionName":"hello","jobDefinitionArn":"arn:jd","revision":1}""", answer.Body);
        Assert.Null(_definitions[0].Tags);
    }

    [Fact]
    public async Task Queues_and_compute_environments_are_created_alike()
    {
        _batch.On((CreateJobQueueRequest asked) => new CreateJobQueueResponse { JobQueueName = asked.JobQueueName, JobQueueArn = "arn:q" })
            .On((CreateComputeEnvironmentRequest asked) => new CreateComputeEnvironmentResponse { ComputeEnvironmentName = asked.ComputeEnvironmentName, ComputeEnvironmentArn = "arn:ce" });

        for (var n = 0; n < 2; n++)
        {
            var queue = await HttpAnswer.OfAsync(Handler<JobQueueChanges>().CreateJobQueue(Request("""{"jobQueueName":"q","priority":1}""", "k"), _stack.Context));
            var environment = await HttpAnswer.OfAsync(
                Handler<ComputeEnvironmentChanges>().CreateComputeEnvironment(Request("""{"computeEnvironmentName":"ce"}""", "k"), _stack.Context));
            Assert.Equal(("/job-queues/q", """{"jobQueueName":"q","jobQueueArn":"arn:q"}"""), (queue.Headers["location"], queue.Body));
            Assert.Equal(("/compute-environments/ce", """{"computeEnvironmentName":"ce","computeEnvironmentArn":"arn:ce"}"""), (environment.Headers["location"], environment.Body));
        }

        Assert.Equal(2, _batch.Requests.Count);
    }

    [Fact]
    public async Task The_same_key_answers_with_the_first_result_and_another_body_with_422()
    {
        var first = await RegisterAsync(Hello, "k");
        var second = await RegisterAsync(Hello, "k");
        var other = await RegisterAsync(Hello.Replace("hello", "other", StringComparison.Ordinal), "k");

        Assert.Equal(first.Body, second.Body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.Status);
        Assert.Single(_definitions);
    }

    [Fact]
    public async Task Without_a_key_each_call_is_a_revision()
    {
        await RegisterAsync(Hello, key: null);
        await RegisterAsync(Hello, key: null);

        Assert.Equal(2, _definitions.Count);
    }

    [Fact]
    public async Task While_a_request_is_being_carried_out_its_repetition_is_told_when_to_come_back()
    {
        _stack.Kept.CrashesOnSettle = true;
        await RegisterAsync(Hello, "k");
        _stack.Clock.Advance(TimeSpan.FromSeconds(10));

        var answer = await RegisterAsync(Hello, "k");

        Assert.Equal((HttpStatusCode.Conflict, "20"), (answer.Status, answer.Headers["retry-after"]));
        Assert.Single(_definitions);
    }

    [Fact]
    public async Task What_an_interrupted_request_made_is_found_by_its_mark()
    {
        _definitions.Add(new() { JobDefinitionName = "hello", JobDefinitionArn = "arn:older", Revision = 1, Tags = new() { [Token.Tag] = "another" } });
        _stack.Kept.CrashesOnSettle = true;
        Assert.Equal(HttpStatusCode.InternalServerError, (await RegisterAsync(Hello, "k")).Status);
        _stack.Clock.Advance(TimeSpan.FromSeconds(31));

        var answer = await RegisterAsync(Hello, "k");

        Assert.Equal("""{"jobDefinitionName":"hello","jobDefinitionArn":"arn:jd","revision":2}""", answer.Body);
        Assert.Equal(2, _definitions.Count);
        Assert.Equal(answer.Body, (await RegisterAsync(Hello, "k")).Body);
    }

    [Fact]
    public async Task A_request_that_broke_off_before_anything_was_made_is_carried_out_by_its_repetition()
    {
        _batch.On(RegisterJobDefinitionResponse (RegisterJobDefinitionRequest _) => throw new Crash());
        await RegisterAsync(Hello, "k");
        _batch.On((RegisterJobDefinitionRequest asked) => new RegisterJobDefinitionResponse { JobDefinitionName = asked.JobDefinitionName, JobDefinitionArn = "arn:jd", Revision = 1 });
        _stack.Clock.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal(HttpStatusCode.Created, (await RegisterAsync(Hello, "k")).Status);
    }

    [Fact]
    public async Task A_request_whose_own_write_was_not_heard_is_carried_out_at_once()
    {
        _stack.Kept.LosesAnswer = true;

        Assert.Equal(HttpStatusCode.Created, (await RegisterAsync(Hello, "k")).Status);
        Assert.Single(_definitions);
    }

    [Fact]
    public async Task So_is_one_whose_takeover_was_not_heard()
    {
        _stack.Kept.CrashesOnSettle = true;
        await RegisterAsync(Hello, "k");
        _stack.Clock.Advance(TimeSpan.FromSeconds(31));
        _stack.Kept.LosesAnswer = true;

        Assert.Equal(HttpStatusCode.Created, (await RegisterAsync(Hello, "k")).Status);
        Assert.Single(_definitions);
    }

    [Fact]
    public async Task A_lost_answer_is_told_as_such_and_the_repetition_finds_what_was_made()
    {
        _batch.On(RegisterJobDefinitionResponse (RegisterJobDefinitionRequest asked) =>
        {
            _definitions.Add(new() { JobDefinitionName = asked.JobDefinitionName, JobDefinitionArn = "arn:jd", Revision = 1, Tags = asked.Tags });
            throw new SecondSendException();
        });

        var lost = await RegisterAsync(Hello, "k");
        _stack.Clock.Advance(TimeSpan.FromSeconds(31));
        var found = await RegisterAsync(Hello, "k");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "30"), (lost.Status, lost.Headers["retry-after"]));
        Assert.Equal(HttpStatusCode.Created, found.Status);
        Assert.Single(_definitions);
    }

    [Fact]
    public async Task A_refused_request_may_be_repeated_at_once()
    {
        _batch.On(RegisterJobDefinitionResponse (RegisterJobDefinitionRequest _) =>
            throw new AmazonBatchException("no", ErrorType.Sender, "ClientException", "r-1", HttpStatusCode.BadRequest));
        Assert.Equal(HttpStatusCode.BadRequest, (await RegisterAsync(Hello, "k")).Status);
        _batch.On((RegisterJobDefinitionRequest asked) => new RegisterJobDefinitionResponse { JobDefinitionName = asked.JobDefinitionName, JobDefinitionArn = "arn:jd", Revision = 1 });

        Assert.Equal(HttpStatusCode.Created, (await RegisterAsync(Hello, "k")).Status);
    }

    [Theory]
    [InlineData("""{"jobDefinitionName":7,"kind":"container"}""", "/jobDefinitionName /kind")]
    [InlineData("""{"jobDefinitionName":"hello","tags":{"batch-functions:intent":"x"}}""", "/tags/batch-functions:intent")]
    public async Task Every_wrong_field_is_named_and_nothing_is_made(string body, string pointers)
    {
        var answer = await RegisterAsync(body, "k");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        using var problem = JsonDocument.Parse(answer.Body);
        Assert.Equal(pointers, string.Join(' ', problem.RootElement.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("pointer").GetString())));
        Assert.Empty(_batch.Requests);
    }

    private static APIGatewayHttpApiV2ProxyRequest Request(string body, string? key) =>
        new() { Body = body, Headers = key is null ? null : new Dictionary<string, string> { ["idempotency-key"] = key } };

    private Task<HttpAnswer> RegisterAsync(string body, string? key) =>
        HttpAnswer.OfAsync(Handler<JobDefinitionChanges>().RegisterJobDefinition(Request(body, key), _stack.Context));

    private T Handler<T>() => _stack.HandlerWith<T, IAmazonBatch>(_batch.Client);
}

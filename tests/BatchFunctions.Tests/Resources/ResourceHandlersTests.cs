using System.Net;
using System.Text.Json;
using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Runtime;
using BatchFunctions.Resources;
using BatchFunctions.Tests.Doubles;
using BatchFunctions.Tests.Http;

namespace BatchFunctions.Tests.Resources;

/// <summary>Each resource route: what it asks AWS Batch, and what it answers.</summary>
public sealed class ResourceHandlersTests
{
    private readonly FunctionStack _stack = new();
    private readonly ScriptedBatch _batch = ScriptedBatch.Create();

    [Fact]
    public async Task A_compute_environment_is_described_by_name()
    {
        _batch.On((DescribeComputeEnvironmentsRequest asked) => new DescribeComputeEnvironmentsResponse
        {
            ComputeEnvironments = [new() { ComputeEnvironmentName = Assert.Single(asked.ComputeEnvironments), Status = "VALID", State = "ENABLED" }],
        });

        var answer = await HttpAnswer.OfAsync(Handler<ComputeEnvironmentReads>().DescribeComputeEnvironment("ce", _stack.Context));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        using var body = JsonDocument.Parse(answer.Body);
        Assert.Equal(
            ("ce", "VALID", "ENABLED"),
            (body.RootElement.GetProperty("computeEnvironmentName").GetString(), body.RootElement.GetProperty("status").GetString(), body.RootElement.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task A_resource_that_is_not_there_is_404()
    {
        _batch.On((DescribeComputeEnvironmentsRequest _) => new DescribeComputeEnvironmentsResponse { ComputeEnvironments = [] })
            .On((DescribeJobQueuesRequest _) => new DescribeJobQueuesResponse { JobQueues = [] })
            .On((DescribeJobDefinitionsRequest _) => new DescribeJobDefinitionsResponse { JobDefinitions = [] });

        Assert.Equal(
            [HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.NotFound],
            [
                (await Handler<ComputeEnvironmentReads>().DescribeComputeEnvironment("no", _stack.Context)).StatusCode,
                (await Handler<JobQueueReads>().DescribeJobQueue("no", _stack.Context)).StatusCode,
                (await Handler<JobDefinitionReads>().DescribeJobDefinition("no", _stack.Context)).StatusCode,
            ]);
    }

    [Fact]
    public async Task Lists_hand_limit_and_token_on_and_give_the_next_token()
    {
        _batch.On((DescribeComputeEnvironmentsRequest asked) => new DescribeComputeEnvironmentsResponse { ComputeEnvironments = [], NextToken = $"{asked.MaxResults}/{asked.NextToken}" })
            .On((DescribeJobQueuesRequest asked) => new DescribeJobQueuesResponse { JobQueues = [], NextToken = $"{asked.MaxResults}/{asked.NextToken}" })
            .On((DescribeJobDefinitionsRequest asked) => new DescribeJobDefinitionsResponse { JobDefinitions = [], NextToken = $"{asked.MaxResults}/{asked.NextToken}/{asked.JobDefinitionName}/{asked.Status}" });
        var query = Query(("limit", "2"), ("nextToken", "t"));

        var environments = await HttpAnswer.OfAsync(Handler<ComputeEnvironmentReads>().DescribeComputeEnvironments(query, _stack.Context));
        var queues = await HttpAnswer.OfAsync(Handler<JobQueueReads>().DescribeJobQueues(query, _stack.Context));
        var definitions = await HttpAnswer.OfAsync(Handler<JobDefinitionReads>().DescribeJobDefinitions(
            Query(("limit", "2"), ("nextToken", "t"), ("jobDefinitionName", "hello"), ("status", "ACTIVE")), _stack.Context));

        Assert.Equal("""{"computeEnvironments":[],"nextToken":"2/t"}""", environments.Body);
        Assert.Equal("""{"jobQueues":[],"nextToken":"2/t"}""", queues.Body);
        Assert.Equal("""{"jobDefinitions":[],"nextToken":"2/t/hello/ACTIVE"}""", definitions.Body);
    }

    [Fact]
    public async Task A_wrong_query_is_named_and_AWS_Batch_is_not_asked()
    {
        var answer = await HttpAnswer.OfAsync(Handler<JobQueueReads>().DescribeJobQueues(Query(("limit", "0"), ("colour", "red")), _stack.Context));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        using var problem = JsonDocument.Parse(answer.Body);
        Assert.Equal(["?limit", "?colour"], problem.RootElement.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("pointer").GetString()));
        Assert.Empty(_batch.Requests);
    }

    [Theory]
    [InlineData("hello:2", "hello:2", null)]
    [InlineData("hello", null, "hello")]
    public async Task A_job_definition_is_found_by_revision_or_as_the_newest_active_one(string name, string? byRevision, string? byName)
    {
        _batch.On((DescribeJobDefinitionsRequest asked) =>
        {
            Assert.Equal((byRevision, byName, byName is null ? null : "ACTIVE"), (asked.JobDefinitions?.SingleOrDefault(), asked.JobDefinitionName, asked.Status));
            return new DescribeJobDefinitionsResponse { JobDefinitions = [new() { JobDefinitionName = "hello", Revision = 1 }, new() { JobDefinitionName = "hello", Revision = 2 }] };
        });

        var answer = await HttpAnswer.OfAsync(Handler<JobDefinitionReads>().DescribeJobDefinition(name, _stack.Context));

        Assert.Contains("\"revision\":2", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Updates_take_the_name_from_the_path_and_are_answered_202()
    {
        _batch.On((UpdateJobQueueRequest asked) => new UpdateJobQueueResponse { JobQueueName = asked.JobQueue, JobQueueArn = $"arn:{asked.Priority}:{asked.State}" })
            .On((UpdateComputeEnvironmentRequest asked) => new UpdateComputeEnvironmentResponse { ComputeEnvironmentName = asked.ComputeEnvironment, ComputeEnvironmentArn = $"arn:{asked.State}" });

        var queue = await HttpAnswer.OfAsync(Handler<JobQueueChanges>().UpdateJobQueue("q", Body("""{"priority":7,"state":"DISABLED"}"""), _stack.Context));
        var environment = await HttpAnswer.OfAsync(
            Handler<ComputeEnvironmentChanges>().UpdateComputeEnvironment("ce", Body("""{"computeEnvironment":"ce","state":"DISABLED"}"""), _stack.Context));

        Assert.Equal((HttpStatusCode.Accepted, """{"jobQueueName":"q","jobQueueArn":"arn:7:DISABLED"}"""), (queue.Status, queue.Body));
        Assert.Equal((HttpStatusCode.Accepted, """{"computeEnvironmentName":"ce","computeEnvironmentArn":"arn:DISABLED"}"""), (environment.Status, environment.Body));
    }

    [Fact]
    public async Task A_body_that_names_another_resource_than_the_path_is_refused()
    {
        var answer = await Handler<JobQueueChanges>().UpdateJobQueue("q", Body("""{"jobQueue":"other"}"""), _stack.Context);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(_batch.Requests);
    }

    [Fact]
    public async Task Deletions_are_answered_202()
    {
        _batch.On((DeleteJobQueueRequest _) => new DeleteJobQueueResponse())
            .On((DeleteComputeEnvironmentRequest _) => new DeleteComputeEnvironmentResponse())
            .On((DeregisterJobDefinitionRequest _) => new DeregisterJobDefinitionResponse());

        var queue = await HttpAnswer.OfAsync(Handler<JobQueueChanges>().DeleteJobQueue("q", _stack.Context));
        var environment = await HttpAnswer.OfAsync(Handler<ComputeEnvironmentChanges>().DeleteComputeEnvironment("ce", _stack.Context));
        var definition = await HttpAnswer.OfAsync(Handler<JobDefinitionChanges>().DeregisterJobDefinition("hello:1", _stack.Context));

        Assert.Equal(
            ["""{"jobQueueName":"q"}""", """{"computeEnvironmentName":"ce"}""", """{"jobDefinitionName":"hello:1"}"""],
            [queue.Body, environment.Body, definition.Body]);
        Assert.All([queue, environment, definition], answer => Assert.Equal(HttpStatusCode.Accepted, answer.Status));
        Assert.Equal(
            ("q", "ce", "hello:1"),
            (Assert.IsType<DeleteJobQueueRequest>(_batch.Requests[0]).JobQueue,
                Assert.IsType<DeleteComputeEnvironmentRequest>(_batch.Requests[1]).ComputeEnvironment,
                Assert.IsType<DeregisterJobDefinitionRequest>(_batch.Requests[2]).JobDefinition));
    }

    [Theory]
    [InlineData(400, "ClientException", HttpStatusCode.BadRequest, null)]
    [InlineData(429, "TooManyRequestsException", HttpStatusCode.TooManyRequests, "5")]
    [InlineData(403, "AccessDeniedException", HttpStatusCode.BadGateway, null)]
    [InlineData(500, "ServerException", HttpStatusCode.ServiceUnavailable, "5")]
    public async Task What_AWS_Batch_refuses_is_told_in_its_words(int status, string code, HttpStatusCode expected, string? retryAfter)
    {
        _batch.On(DeleteJobQueueResponse (DeleteJobQueueRequest _) =>
            throw new AmazonBatchException("Cannot delete, JobQueue status is VALID.", ErrorType.Sender, code, "r-1", (HttpStatusCode)status));

        var answer = await HttpAnswer.OfAsync(Handler<JobQueueChanges>().DeleteJobQueue("q", _stack.Context));

        Assert.Equal(expected, answer.Status);
        Assert.Equal("application/problem+json", answer.Headers["content-type"]);
        Assert.Equal(retryAfter, answer.Headers.GetValueOrDefault("retry-after"));
        Assert.Contains("Cannot delete, JobQueue status is VALID.", answer.Body, StringComparison.Ordinal);
    }

    private static APIGatewayHttpApiV2ProxyRequest Body(string body) => new() { Body = body };

    private static APIGatewayHttpApiV2ProxyRequest Query(params (string Name, string Value)[] query) =>
        new() { QueryStringParameters = query.ToDictionary(pair => pair.Name, pair => pair.Value) };

    private T Handler<T>() => _stack.HandlerWith<T, IAmazonBatch>(_batch.Client);
}

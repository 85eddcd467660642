using System.Text.Json;
using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using BatchFunctions.Http;
using BatchFunctions.Jobs;
using BatchFunctions.Resources;
using BatchFunctions.Resubmissions;
using BatchFunctions.Submissions;
using BatchFunctions.Tests.Doubles;
using Microsoft.OpenApi;

namespace BatchFunctions.Tests.Http;

/// <summary>The document is a valid one, and what it says of answers is what the handlers answer.</summary>
public sealed class OpenApiTests
{
    private readonly FunctionStack _stack = new();

    private readonly ScriptedBatch _batch = ScriptedBatch.Create()
        .On((DescribeJobQueuesRequest _) => new DescribeJobQueuesResponse { JobQueues = [new() { JobQueueName = "q", Priority = 1, State = "ENABLED", ComputeEnvironmentOrder = [new() { Order = 1, ComputeEnvironment = "ce" }] }], NextToken = "t" })
        .On((DescribeComputeEnvironmentsRequest _) => new DescribeComputeEnvironmentsResponse { ComputeEnvironments = [new() { ComputeEnvironmentName = "ce", Status = "VALID", ComputeResources = new() { Type = "FARGATE", MaxvCpus = 1, Subnets = ["s"] } }], NextToken = "t" })
        .On((DescribeJobDefinitionsRequest _) => new DescribeJobDefinitionsResponse { JobDefinitions = [new() { JobDefinitionName = "hello", Revision = 1, ContainerProperties = new() { Image = "busybox", ResourceRequirements = [new() { Type = "VCPU", Value = "1" }] }, Tags = new() { ["team"] = "a" } }], NextToken = "t" })
        .On((CreateJobQueueRequest asked) => new CreateJobQueueResponse { JobQueueName = asked.JobQueueName, JobQueueArn = "arn" })
        .On((CreateComputeEnvironmentRequest asked) => new CreateComputeEnvironmentResponse { ComputeEnvironmentName = asked.ComputeEnvironmentName, ComputeEnvironmentArn = "arn" })
        .On((RegisterJobDefinitionRequest asked) => new RegisterJobDefinitionResponse { JobDefinitionName = asked.JobDefinitionName, JobDefinitionArn = "arn", Revision = 1 })
        .On((UpdateJobQueueRequest asked) => new UpdateJobQueueResponse { JobQueueName = asked.JobQueue, JobQueueArn = "arn" })
        .On((UpdateComputeEnvironmentRequest asked) => new UpdateComputeEnvironmentResponse { ComputeEnvironmentName = asked.ComputeEnvironment, ComputeEnvironmentArn = "arn" })
        .On((DeleteJobQueueRequest _) => new DeleteJobQueueResponse())
        .On((DeleteComputeEnvironmentRequest _) => new DeleteComputeEnvironmentResponse())
        .On((DeregisterJobDefinitionRequest _) => new DeregisterJobDefinitionResponse());

    public static TheoryData<string> Functions => [.. Routes.All.Select(route => route.Function)];

    [Fact]
    public async Task The_document_is_valid_OpenAPI_3_1()
    {
        var answer = await HttpAnswer.OfAsync(new DescribeApiHandler().DescribeApi(_stack.Context));

        var read = OpenApiDocument.Parse(answer.Body, "json");
        Assert.Equal([], read.Diagnostic?.Errors.Select(error => error.ToString()) ?? ["not read"]);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic?.SpecificationVersion);
        Assert.Equal(Routes.All.Count, read.Document?.Paths.Sum(path => path.Value.Operations?.Count ?? 0));
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public async Task What_a_route_answers_fits_its_schema(string function)
    {
        using var document = JsonDocument.Parse((await HttpAnswer.OfAsync(new DescribeApiHandler().DescribeApi(_stack.Context))).Body);
        var route = Routes.Of(function);
        var responses = document.RootElement.GetProperty("paths").GetProperty(route.Path).GetProperty(route.Method.ToLowerInvariant()).GetProperty("responses");

        var answer = await HttpAnswer.OfAsync(CallAsync(function));

        Assert.Equal(route.Success, (int)answer.Status);
        using var body = JsonDocument.Parse(answer.Body);
        Assert.Equal([], new SchemaCheck(document.RootElement).Errors(Schema(responses, $"{route.Success}", "application/json"), body.RootElement));
    }

    [Fact]
    public async Task A_problem_and_a_queued_job_fit_their_schemas()
    {
        using var document = JsonDocument.Parse((await HttpAnswer.OfAsync(new DescribeApiHandler().DescribeApi(_stack.Context))).Body);
        var responses = document.RootElement.GetProperty("paths").GetProperty("/jobs").GetProperty("post").GetProperty("responses");
        var problem = await HttpAnswer.OfAsync(_stack.Handler<SubmitJobHandler>().SubmitJob(Body("""{"jobName":7}"""), _stack.Context));
        _stack.Batch.AnswerNext(new SubmitReply.Throttled("Too Many Requests"));
        var queued = await HttpAnswer.OfAsync(CallAsync("SubmitJob"));

        var check = new SchemaCheck(document.RootElement);
        using var first = JsonDocument.Parse(problem.Body);
        using var second = JsonDocument.Parse(queued.Body);
        Assert.Equal([], check.Errors(Schema(responses, "default", "application/problem+json"), first.RootElement));
        Assert.Equal([], check.Errors(Schema(responses, "202", "application/json"), second.RootElement));
        Assert.NotEmpty(check.Errors(Schema(responses, "202", "application/json"), first.RootElement));
    }

    [Fact]
    public async Task An_array_with_a_resubmitted_child_fits_its_schema()
    {
        using var document = JsonDocument.Parse((await HttpAnswer.OfAsync(new DescribeApiHandler().DescribeApi(_stack.Context))).Body);
        var responses = document.RootElement.GetProperty("paths").GetProperty("/jobs/{jobId}").GetProperty("get").GetProperty("responses");
        var none = TestContext.Current.CancellationToken;
        await _stack.Jobs.AdvanceAsync(A.Change(BatchFunctions.Jobs.JobStatus.Failed, endedAttempts: 1) with { ArraySize = 2 }, none);
        await _stack.Jobs.RecordFailedChildAsync(new FailedChild(A.JobId, 1, "why", "Unknown", A.Noon, []), none);
        await _stack.Jobs.LinkResubmissionAsync($"{A.JobId}:1", "next", none);

        using var body = JsonDocument.Parse((await HttpAnswer.OfAsync(_stack.Handler<DescribeJobHandler>().DescribeJob(A.JobId, _stack.Context))).Body);

        Assert.Equal("next", body.RootElement.GetProperty("failedChildren")[0].GetProperty("resubmittedAs").GetString());
        Assert.Equal("next", body.RootElement.GetProperty("resubmittedChildren").GetProperty("1").GetString());
        Assert.Equal([], new SchemaCheck(document.RootElement).Errors(Schema(responses, "200", "application/json"), body.RootElement));
    }

    private static JsonElement Schema(JsonElement responses, string status, string mediaType) =>
        responses.GetProperty(status).GetProperty("content").GetProperty(mediaType).GetProperty("schema");

    private async Task<IHttpResult> CallAsync(string function)
    {
        await _stack.Jobs.RecordSubmissionAsync(A.Submitted(), TestContext.Current.CancellationToken);
        if (function is "DescribeJob" or "ListJobs" or "ResubmitJob")
        {
            await _stack.Jobs.AdvanceAsync(A.Change(BatchFunctions.Jobs.JobStatus.Failed, endedAttempts: 1), TestContext.Current.CancellationToken);
        }

        _stack.Batch.Details[A.JobId] = new JobDetail { JobId = A.JobId, JobName = "hello", Status = "RUNNABLE", Container = new() { Environment = [new() { Name = "A", Value = "b" }] } };

        return await (JobCall(function) ?? ResourceCall(function) ?? throw new NotSupportedException($"Nobody calls {function} here."));
    }

    private Task<IHttpResult>? JobCall(string function) => function switch
    {
        "SubmitJob" => _stack.Handler<SubmitJobHandler>().SubmitJob(Body("""{"jobName":"hello","jobQueue":"default","jobDefinition":"hello"}"""), _stack.Context),
        "ListJobs" => _stack.Handler<ListJobsHandler>().ListJobs(new(), _stack.Context),
        "DescribeJob" => _stack.Handler<DescribeJobHandler>().DescribeJob(A.JobId, _stack.Context),
        "CancelJob" => _stack.Handler<CancelJobHandler>().CancelJob(A.JobId, Body("""{"reason":"x"}"""), _stack.Context),
        "TerminateJob" => _stack.Handler<TerminateJobHandler>().TerminateJob(A.JobId, Body("""{"reason":"x"}"""), _stack.Context),
        "ResubmitJob" => _stack.Handler<ResubmitJobHandler>().ResubmitJob(A.JobId, new(), _stack.Context),
        "ReadJobLogs" => _stack.HandlerWith<ReadJobLogsHandler, IJobLogs>(new NoLogs()).ReadJobLogs(A.JobId, new(), _stack.Context),
        "CancelJobs" => _stack.Handler<CancelJobsHandler>().CancelJobs(Body("""{"filter":{"jobQueue":"default"},"reason":"x"}"""), _stack.Context),
        "TerminateJobs" => _stack.Handler<TerminateJobsHandler>().TerminateJobs(Body("""{"filter":{"jobQueue":"default"},"reason":"x"}"""), _stack.Context),
        "SubmitManifest" => _stack.Handler<SubmitManifestHandler>().SubmitManifest(Manifest(), _stack.Context),
        "DescribeSubmission" => DescribeSubmissionAsync(),
        "DescribeApi" => new DescribeApiHandler().DescribeApi(_stack.Context),
        _ => null,
    };

    private Task<IHttpResult>? ResourceCall(string function) => function switch
    {
        "CreateComputeEnvironment" => Handler<CreateComputeEnvironmentHandler>().CreateComputeEnvironment(Body("""{"computeEnvironmentName":"ce"}"""), _stack.Context),
        "DescribeComputeEnvironments" => Handler<DescribeComputeEnvironmentsHandler>().DescribeComputeEnvironments(new(), _stack.Context),
        "DescribeComputeEnvironment" => Handler<DescribeComputeEnvironmentHandler>().DescribeComputeEnvironment("ce", _stack.Context),
        "UpdateComputeEnvironment" => Handler<UpdateComputeEnvironmentHandler>().UpdateComputeEnvironment("ce", Body("{}"), _stack.Context),
        "DeleteComputeEnvironment" => Handler<DeleteComputeEnvironmentHandler>().DeleteComputeEnvironment("ce", _stack.Context),
        "CreateJobQueue" => Handler<CreateJobQueueHandler>().CreateJobQueue(Body("""{"jobQueueName":"q"}"""), _stack.Context),
        "DescribeJobQueues" => Handler<DescribeJobQueuesHandler>().DescribeJobQueues(new(), _stack.Context),
        "DescribeJobQueue" => Handler<DescribeJobQueueHandler>().DescribeJobQueue("q", _stack.Context),
        "UpdateJobQueue" => Handler<UpdateJobQueueHandler>().UpdateJobQueue("q", Body("{}"), _stack.Context),
        "DeleteJobQueue" => Handler<DeleteJobQueueHandler>().DeleteJobQueue("q", _stack.Context),
        "RegisterJobDefinition" => Handler<RegisterJobDefinitionHandler>().RegisterJobDefinition(Body("""{"jobDefinitionName":"hello"}"""), _stack.Context),
        "DescribeJobDefinitions" => Handler<DescribeJobDefinitionsHandler>().DescribeJobDefinitions(new(), _stack.Context),
        "DescribeJobDefinition" => Handler<DescribeJobDefinitionHandler>().DescribeJobDefinition("hello", _stack.Context),
        "DeregisterJobDefinition" => Handler<DeregisterJobDefinitionHandler>().DeregisterJobDefinition("hello:1", _stack.Context),
        _ => null,
    };

    private async Task<IHttpResult> DescribeSubmissionAsync()
    {
        var taken = await HttpAnswer.OfAsync(_stack.Handler<SubmitManifestHandler>().SubmitManifest(Manifest(), _stack.Context));
        using var body = JsonDocument.Parse(taken.Body);

        return await _stack.Handler<DescribeSubmissionHandler>().DescribeSubmission(body.RootElement.GetProperty("submissionId").GetString() ?? "", new(), _stack.Context);
    }

    private static APIGatewayHttpApiV2ProxyRequest Manifest() => Body("""{"jobs":[{"jobName":"hello","jobQueue":"default","jobDefinition":"hello"}]}""");

    private static APIGatewayHttpApiV2ProxyRequest Body(string body) => new() { Body = body };

    private T Handler<T>() => _stack.HandlerWith<T, IAmazonBatch>(_batch.Client);

    private sealed class NoLogs : IJobLogs
    {
        public Task<JobLogPage?> ReadAsync(string group, string stream, int limit, string? token, CancellationToken cancellation) =>
            Task.FromResult<JobLogPage?>(new JobLogPage([new JobLogLine(1, "hello")], "f/1"));
    }
}

using System.Text.Json;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using BatchFunctions.Http;
using BatchFunctions.Jobs;
using BatchFunctions.Submissions;
using BatchFunctions.Tests.Doubles;
using Microsoft.Extensions.DependencyInjection;
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
        .On((GetJobQueueSnapshotRequest _) => new GetJobQueueSnapshotResponse { FrontOfQueue = new() { Jobs = [new() { JobArn = $"arn:aws:batch:us-east-1:1:job/{A.JobId}" }] } })
        .On((ListJobsRequest _) => new ListJobsResponse { JobSummaryList = [new() { JobId = $"{A.JobId}:1", JobName = "hello" }] })
        .On((CreateJobQueueRequest asked) => new CreateJobQueueResponse { JobQueueName = asked.JobQueueName, JobQueueArn = "arn" })
        .On((CreateComputeEnvironmentRequest asked) => new CreateComputeEnvironmentResponse { ComputeEnvironmentName = asked.ComputeEnvironmentName, ComputeEnvironmentArn = "arn" })
        .On((RegisterJobDefinitionRequest asked) => new RegisterJobDefinitionResponse { JobDefinitionName = asked.JobDefinitionName, JobDefinitionArn = "arn", Revision = 1 })
        .On((UpdateJobQueueRequest asked) => new UpdateJobQueueResponse { JobQueueName = asked.JobQueue, JobQueueArn = "arn" })
        .On((UpdateComputeEnvironmentRequest asked) => new UpdateComputeEnvironmentResponse { ComputeEnvironmentName = asked.ComputeEnvironment, ComputeEnvironmentArn = "arn" })
        .On((DeleteJobQueueRequest _) => new DeleteJobQueueResponse())
        .On((DeleteComputeEnvironmentRequest _) => new DeleteComputeEnvironmentResponse())
        .On((DeregisterJobDefinitionRequest _) => new DeregisterJobDefinitionResponse())
        .On((CreateSchedulingPolicyRequest asked) => new CreateSchedulingPolicyResponse { Name = asked.Name, Arn = "arn:aws:batch:us-east-1:1:scheduling-policy/one" })
        .On((ListSchedulingPoliciesRequest _) => new ListSchedulingPoliciesResponse { SchedulingPolicies = [new() { Arn = "arn:aws:batch:us-east-1:1:scheduling-policy/one" }], NextToken = null })
        .On((DescribeSchedulingPoliciesRequest asked) => new DescribeSchedulingPoliciesResponse { SchedulingPolicies = [new() { Name = "one", Arn = asked.Arns[0], FairsharePolicy = new() { ShareDecaySeconds = 60 }, Tags = new() { ["team"] = "a" } }] })
        .On((UpdateSchedulingPolicyRequest _) => new UpdateSchedulingPolicyResponse())
        .On((DeleteSchedulingPolicyRequest _) => new DeleteSchedulingPolicyResponse())
        .On((CreateConsumableResourceRequest asked) => new CreateConsumableResourceResponse { ConsumableResourceName = asked.ConsumableResourceName, ConsumableResourceArn = "arn" })
        .On((ListConsumableResourcesRequest _) => new ListConsumableResourcesResponse { ConsumableResources = [new() { ConsumableResourceName = "one", ConsumableResourceArn = "arn", TotalQuantity = 5, InUseQuantity = 1 }], NextToken = "t" })
        .On((DescribeConsumableResourceRequest _) => new DescribeConsumableResourceResponse { ConsumableResourceName = "one", ConsumableResourceArn = "arn", TotalQuantity = 5, InUseQuantity = 1, AvailableQuantity = 4, ResourceType = "REPLENISHABLE", CreatedAt = 1 })
        .On((ListJobsByConsumableResourceRequest _) => new ListJobsByConsumableResourceResponse { Jobs = [new() { JobArn = "arn", JobName = "hello", JobQueueArn = "arn", JobStatus = "RUNNABLE", Quantity = 1, CreatedAt = 1 }], NextToken = "t" })
        .On((UpdateConsumableResourceRequest asked) => new UpdateConsumableResourceResponse { ConsumableResourceName = asked.ConsumableResource, ConsumableResourceArn = "arn", TotalQuantity = 5 })
        .On((DeleteConsumableResourceRequest _) => new DeleteConsumableResourceResponse())
        .On((CreateServiceEnvironmentRequest asked) => new CreateServiceEnvironmentResponse { ServiceEnvironmentName = asked.ServiceEnvironmentName, ServiceEnvironmentArn = "arn" })
        .On((DescribeServiceEnvironmentsRequest _) => new DescribeServiceEnvironmentsResponse { ServiceEnvironments = [new() { ServiceEnvironmentName = "one", ServiceEnvironmentArn = "arn", ServiceEnvironmentType = "SAGEMAKER_TRAINING", CapacityLimits = [new() { MaxCapacity = 1, CapacityUnit = "NUM_INSTANCES" }] }], NextToken = "t" })
        .On((UpdateServiceEnvironmentRequest asked) => new UpdateServiceEnvironmentResponse { ServiceEnvironmentName = asked.ServiceEnvironment, ServiceEnvironmentArn = "arn" })
        .On((DeleteServiceEnvironmentRequest _) => new DeleteServiceEnvironmentResponse())
        .On((CreateQuotaShareRequest asked) => new CreateQuotaShareResponse { QuotaShareName = asked.QuotaShareName, QuotaShareArn = "arn" })
        .On((ListQuotaSharesRequest _) => new ListQuotaSharesResponse { QuotaShares = [new() { QuotaShareName = "one", QuotaShareArn = "arn", JobQueueArn = "arn", State = "ENABLED", Status = "VALID" }] })
        .On((DescribeQuotaShareRequest _) => new DescribeQuotaShareResponse { QuotaShareName = "one", QuotaShareArn = "arn", JobQueueArn = "arn", State = "ENABLED", Status = "VALID", CapacityLimits = [new() { MaxCapacity = 1, CapacityUnit = "NUM_INSTANCES" }], Tags = new() { ["team"] = "a" } })
        .On((UpdateQuotaShareRequest _) => new UpdateQuotaShareResponse { QuotaShareName = "one", QuotaShareArn = "arn" })
        .On((DeleteQuotaShareRequest _) => new DeleteQuotaShareResponse())
        .On((SubmitServiceJobRequest asked) => new SubmitServiceJobResponse { JobId = "service-1", JobName = asked.JobName })
        .On((DescribeServiceJobRequest asked) => new DescribeServiceJobResponse { JobId = asked.JobId, JobName = "train", JobQueue = "trainings", ServiceJobType = "SAGEMAKER_TRAINING", Status = "SCHEDULED", CreatedAt = 1, Attempts = [new() { StatusReason = "why" }] })
        .On((TerminateServiceJobRequest _) => new TerminateServiceJobResponse())
        .On((TerminateServiceJobsRequest asked) => new TerminateServiceJobsResponse { Successful = asked.Jobs, Errors = [] });

    private const string ServiceJob = """{"jobName":"train","jobQueue":"trainings","serviceJobType":"SAGEMAKER_TRAINING","serviceRequestPayload":"{}"}""";

    public static TheoryData<string> Functions => [.. Routes.All.Select(route => route.Operation)];

    [Fact]
    public async Task The_document_is_valid_OpenAPI_3_1()
    {
        var answer = await HttpAnswer.OfAsync(DescribeApiHandler.DescribeApi(_stack.Context));

        var read = OpenApiDocument.Parse(answer.Body, "json");
        Assert.Equal([], read.Diagnostic?.Errors.Select(error => error.ToString()) ?? ["not read"]);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic?.SpecificationVersion);
        Assert.Equal(Routes.All.Count, read.Document?.Paths.Sum(path => path.Value.Operations?.Count ?? 0));
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public async Task What_a_route_answers_fits_its_schema(string function)
    {
        using var document = JsonDocument.Parse((await HttpAnswer.OfAsync(DescribeApiHandler.DescribeApi(_stack.Context))).Body);
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
        using var document = JsonDocument.Parse((await HttpAnswer.OfAsync(DescribeApiHandler.DescribeApi(_stack.Context))).Body);
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
        using var document = JsonDocument.Parse((await HttpAnswer.OfAsync(DescribeApiHandler.DescribeApi(_stack.Context))).Body);
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

        if (function is "DescribeChildren")
        {
            _stack.Batch.Details[A.JobId].ArrayProperties = new() { Size = 3, StatusSummary = new() { ["SUCCEEDED"] = 2, ["FAILED"] = 1 } };
        }

        if (function is "ListServiceJobs" or "TerminateServiceJobs" or "ResubmitServiceJob" or "DescribeServiceJob")
        {
            await CallAsync("SubmitServiceJob", "", Body(ServiceJob));
        }

        if (function is "ResubmitServiceJob" or "DescribeServiceJob")
        {
            var failed = await _stack.ServiceJobs.FindAsync("service-1", TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("It was not recorded.");
            await _stack.ServiceJobs.TakeAsync(failed with { Status = "FAILED", StatusReason = "why", Cause = "Preempted", At = A.Noon }, TestContext.Current.CancellationToken);
            await _stack.ServiceJobs.AddPreemptionAsync("service-1", new(A.Noon, "RUNNING", "PREEMPTION_IN_PROGRESS: why", "PREEMPTION_STARTED"), TestContext.Current.CancellationToken);
        }

        var (name, request) = Asked(function);

        return await CallAsync(function, function == "DescribeSubmission" ? await SubmissionAsync() : name, request);
    }

    private Task<IHttpResult> CallAsync(string operation, string name, APIGatewayHttpApiV2ProxyRequest request) =>
        _stack.CallAsync(Routes.Of(operation), request, name, services => services.AddSingleton(_batch.Client).AddSingleton<IJobLogs>(new OneLine()));

    /// <summary>What stands in the path for a name in braces, and the request.</summary>
    private static (string Name, APIGatewayHttpApiV2ProxyRequest Request) Asked(string operation) => operation switch
    {
        "SubmitJob" => ("", Body("""{"jobName":"hello","jobQueue":"default","jobDefinition":"hello"}""")),
        "CancelJob" or "TerminateJob" => (A.JobId, Body("""{"reason":"x"}""")),
        "DescribeJob" or "DescribeWaiting" or "DescribeChildren" or "ResubmitJob" or "ReadJobLogs" => (A.JobId, new()),
        "DescribeGraph" => ("", new() { QueryStringParameters = new Dictionary<string, string> { ["jobId"] = A.JobId } }),
        "CancelJobs" or "TerminateJobs" => ("", Body("""{"filter":{"jobQueue":"default"},"reason":"x"}""")),
        "SubmitManifest" => ("", Manifest()),
        "CreateComputeEnvironment" => ("", Body("""{"computeEnvironmentName":"ce"}""")),
        "CreateJobQueue" => ("", Body("""{"jobQueueName":"q"}""")),
        "RegisterJobDefinition" => ("", Body("""{"jobDefinitionName":"hello"}""")),
        "SubmitServiceJob" => ("", Body(ServiceJob)),
        "ListServiceJobs" => ("", new() { QueryStringParameters = new Dictionary<string, string> { ["jobQueue"] = "trainings" } }),
        "TerminateServiceJob" => ("service-1", Body("""{"reason":"x"}""")),
        "TerminateServiceJobs" => ("", Body("""{"filter":{"jobQueue":"trainings"},"reason":"x"}""")),
        "ResubmitServiceJob" or "DescribeServiceJob" => ("service-1", new()),
        "CreateSchedulingPolicy" => ("", Body("""{"name":"one"}""")),
        "CreateConsumableResource" => ("", Body("""{"consumableResourceName":"one"}""")),
        "CreateServiceEnvironment" => ("", Body("""{"serviceEnvironmentName":"one"}""")),
        "CreateQuotaShare" => ("one", Body("""{"quotaShareName":"one"}""")),
        _ when operation.StartsWith("Update", StringComparison.Ordinal) => ("one", Body("{}")),
        _ => ("one", new()),
    };

    private async Task<string> SubmissionAsync()
    {
        var taken = await HttpAnswer.OfAsync(CallAsync("SubmitManifest", "", Manifest()));
        using var body = JsonDocument.Parse(taken.Body);

        return body.RootElement.GetProperty("submissionId").GetString() ?? "";
    }

    private static APIGatewayHttpApiV2ProxyRequest Manifest() => Body("""{"jobs":[{"jobName":"hello","jobQueue":"default","jobDefinition":"hello"}]}""");

    private static APIGatewayHttpApiV2ProxyRequest Body(string body) => new() { Body = body };
}

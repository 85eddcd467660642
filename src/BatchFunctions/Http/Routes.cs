using System.Net;
using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Wire;

namespace BatchFunctions.Http;

/// <summary>One route of the HTTP API, as the OpenAPI document tells it.</summary>
/// <param name="Function">The function that answers it: its logical id in template.yaml, and its <c>[LambdaFunction]</c> method.</param>
/// <param name="Operation">The method that answers it there; names it in OpenAPI.</param>
/// <param name="Answer">Schema of a good answer.</param>
/// <param name="Success">Status of a good answer.</param>
internal sealed record Route(string Function, string Method, string Path, string Operation, string Summary, string Answer, int Success = 200)
{
    /// <summary>As API Gateway names it in its events.</summary>
    public string Key => $"{Method} {Path}";

    /// <summary>Shape of the body, where it is one of AWS's.</summary>
    public Func<JsonTypeInfo>? Body { get; init; }

    /// <summary>Schema of the body, where it is one of ours.</summary>
    public string? BodyName { get; init; }

    /// <summary>Members that the body must have.</summary>
    public IReadOnlyList<string> Required { get; init; } = [];

    public IReadOnlyList<string> MediaTypes { get; init; } = ["application/json"];

    public IReadOnlyList<string> Query { get; init; } = [];

    /// <summary>Takes the header <c>Idempotency-Key</c>.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>The body may have <c>onFailure</c>.</summary>
    public bool HasFailureRules { get; init; }

    /// <summary>Answers 202 where the job goes to the queue.</summary>
    public bool MayQueue { get; init; }

    /// <summary>Pages that are open ask it every few seconds.</summary>
    public bool IsAskedAllTheTime { get; init; }

    /// <summary>Schema of what <c>?check=true</c> answers with 200, where that can be asked.</summary>
    public string? Check { get; init; }

    /// <summary>Whether a path is one of this route's, whatever the method.</summary>
    public bool Matches(string path)
    {
        var (wanted, given) = (Path.Split('/'), path.Split('/'));

        return wanted.Length == given.Length && wanted.Zip(given).All(part => part.First.StartsWith('{') ? part.Second.Length > 0 : part.First == part.Second);
    }
}

/// <summary>Every route; tests hold this list, the functions that answer and the template together.</summary>
internal static class Routes
{
    private static readonly string[] Page = ["limit", "nextToken"];

    private static readonly string[] Manifests = ["application/json", "application/yaml", "application/jsonl", "text/csv"];

    /// <summary>What no other route answers.</summary>
    private static readonly Route Else = new("ReadApi", "ANY", "/{proxy+}", "UnknownRoute", "404 or 405.", "Problem");

    public static IReadOnlyList<Route> All { get; } =
    [
        new("SubmitApi", "POST", "/jobs", "SubmitJob", "Submits a job; 202 when it had to be queued.", "SubmittedJob", 201) { Body = () => BatchJson.Instance.SubmitJobRequest, IsRepeatable = true, Required = ["jobName", "jobQueue", "jobDefinition"], HasFailureRules = true, MayQueue = true },
        new("ReadApi", "GET", "/jobs", "ListJobs", "Lists jobs, newest first.", "JobList") { Query = ["jobQueue", "shareIdentifier", "status", "namePrefix", "createdAfter", "createdBefore", "submissionId", .. Page] },
        new("ReadApi", "GET", "/jobs/{jobId}", "DescribeJob", "Our record of a job, joined with what AWS Batch says now.", "Job"),
        new("StopApi", "POST", "/jobs/{jobId}/cancel", "CancelJob", "Cancels a job that has not started; a reason is required.", "StoppingJob", 202) { BodyName = "StopRequest" },
        new("StopApi", "POST", "/jobs/{jobId}/terminate", "TerminateJob", "Terminates a job; a reason is required.", "StoppingJob", 202) { BodyName = "StopRequest" },
        new("SubmitApi", "POST", "/jobs/{jobId}/resubmit", "ResubmitJob", "Submits a job that is over again, with overrides; of an array its failed children.", "SubmittedJob", 201) { Body = () => BatchJson.Instance.SubmitJobRequest, IsRepeatable = true, MayQueue = true },
        new("ReadApi", "GET", "/jobs/{jobId}/waiting", "DescribeWaiting", "Why a job waits: one sentence, what to do, and the figures.", "Waiting"),
        new("ReadApi", "GET", "/jobs/{jobId}/children", "DescribeChildren", "The status of every child of an array, one letter a child.", "Children"),
        new("ReadApi", "GET", "/jobs/{jobId}/logs", "ReadJobLogs", "Output of one attempt, and of one of its containers or nodes.", "JobLog") { Query = ["attempt", "container", "node", "tail", "from", "maxBytes", .. Page] },
        new("StopApi", "POST", "/jobs/cancel", "CancelJobs", "Cancels jobs by filter, or counts them.", "BulkStop") { BodyName = "BulkStopRequest" },
        new("StopApi", "POST", "/jobs/terminate", "TerminateJobs", "Terminates jobs by filter, or counts them.", "BulkStop") { BodyName = "BulkStopRequest" },
        new("SubmitManifest", "POST", "/submissions", "SubmitManifest", "Takes a manifest in: JSON, YAML, JSON Lines or CSV; with check=true says what it would do, and does nothing.", "AcceptedSubmission", 202) { IsRepeatable = true, BodyName = "Manifest", MediaTypes = Manifests, Query = ["check"], Check = "Plan" },
        new("ReadApi", "GET", "/submissions/{submissionId}", "DescribeSubmission", "How far a submission has come.", "Submission") { Query = Page },
        new("ResourceApi", "POST", "/compute-environments", "CreateComputeEnvironment", "Creates a compute environment.", "ComputeEnvironmentName", 201) { Body = () => BatchJson.Instance.CreateComputeEnvironmentRequest, IsRepeatable = true, Required = ["computeEnvironmentName", "type"] },
        new("ReadApi", "GET", "/compute-environments", "DescribeComputeEnvironments", "Lists the compute environments.", "ComputeEnvironmentList") { Query = Page },
        new("ReadApi", "GET", "/compute-environments/{name}", "DescribeComputeEnvironment", "A compute environment.", "ComputeEnvironmentDetail"),
        new("ResourceApi", "PATCH", "/compute-environments/{name}", "UpdateComputeEnvironment", "Changes a compute environment.", "ComputeEnvironmentName", 202) { Body = () => BatchJson.Instance.UpdateComputeEnvironmentRequest },
        new("ResourceApi", "DELETE", "/compute-environments/{name}", "DeleteComputeEnvironment", "Deletes a compute environment.", "ComputeEnvironmentName", 202),
        new("ResourceApi", "POST", "/job-queues", "CreateJobQueue", "Creates a job queue.", "JobQueueName", 201) { Body = () => BatchJson.Instance.CreateJobQueueRequest, IsRepeatable = true, Required = ["jobQueueName", "priority"] },
        new("ReadApi", "GET", "/job-queues", "DescribeJobQueues", "Lists the job queues.", "JobQueueList") { Query = Page },
        new("ReadApi", "GET", "/job-queues/{name}", "DescribeJobQueue", "A job queue.", "JobQueueDetail"),
        new("ResourceApi", "PATCH", "/job-queues/{name}", "UpdateJobQueue", "Changes a job queue.", "JobQueueName", 202) { Body = () => BatchJson.Instance.UpdateJobQueueRequest },
        new("ResourceApi", "DELETE", "/job-queues/{name}", "DeleteJobQueue", "Deletes a job queue.", "JobQueueName", 202),
        new("ResourceApi", "POST", "/job-definitions", "RegisterJobDefinition", "Registers a revision of a job definition.", "JobDefinitionName", 201) { Body = () => BatchJson.Instance.RegisterJobDefinitionRequest, IsRepeatable = true, Required = ["jobDefinitionName", "type"] },
        new("ReadApi", "GET", "/job-definitions", "DescribeJobDefinitions", "Lists job definitions.", "JobDefinitionList") { Query = ["jobDefinitionName", "status", .. Page] },
        new("ReadApi", "GET", "/job-definitions/{name}", "DescribeJobDefinition", "A revision, or the newest active one of a name.", "JobDefinition"),
        new("ResourceApi", "DELETE", "/job-definitions/{name}", "DeregisterJobDefinition", "Deregisters a revision.", "JobDefinitionName", 202),
        new("ResourceApi", "POST", "/scheduling-policies", "CreateSchedulingPolicy", "Creates a scheduling policy.", "SchedulingPolicyName", 201) { Body = () => BatchJson.Instance.CreateSchedulingPolicyRequest, IsRepeatable = true, Required = ["name"] },
        new("ReadApi", "GET", "/scheduling-policies", "DescribeSchedulingPolicies", "Lists the scheduling policies.", "SchedulingPolicyList") { Query = Page },
        new("ReadApi", "GET", "/scheduling-policies/{name}", "DescribeSchedulingPolicy", "A scheduling policy.", "SchedulingPolicyDetail"),
        new("ResourceApi", "PATCH", "/scheduling-policies/{name}", "UpdateSchedulingPolicy", "Changes a scheduling policy.", "SchedulingPolicyName", 202) { Body = () => BatchJson.Instance.UpdateSchedulingPolicyRequest },
        new("ResourceApi", "DELETE", "/scheduling-policies/{name}", "DeleteSchedulingPolicy", "Deletes a scheduling policy.", "SchedulingPolicyName", 202),
        new("ResourceApi", "POST", "/consumable-resources", "CreateConsumableResource", "Creates a consumable resource.", "ConsumableResourceName", 201) { Body = () => BatchJson.Instance.CreateConsumableResourceRequest, IsRepeatable = true, Required = ["consumableResourceName"] },
        new("ReadApi", "GET", "/consumable-resources", "ListConsumableResources", "Lists the consumable resources.", "ConsumableResourceList") { Query = ["namePrefix", .. Page] },
        new("ReadApi", "GET", "/consumable-resources/{name}", "DescribeConsumableResource", "A consumable resource: what there is of it, and what is held.", "ConsumableResourceDetail"),
        new("ReadApi", "GET", "/consumable-resources/{name}/jobs", "ListJobsByConsumableResource", "The jobs that need a consumable resource.", "ConsumableResourceJobList") { Query = ["status", "namePrefix", .. Page] },
        new("ResourceApi", "PATCH", "/consumable-resources/{name}", "UpdateConsumableResource", "Sets the quantity of a consumable resource, adds to it or takes from it.", "ConsumableResourceName", 202) { Body = () => BatchJson.Instance.UpdateConsumableResourceRequest, IsRepeatable = true },
        new("ResourceApi", "DELETE", "/consumable-resources/{name}", "DeleteConsumableResource", "Deletes a consumable resource.", "ConsumableResourceName", 202),
        new("ResourceApi", "POST", "/service-environments", "CreateServiceEnvironment", "Creates a service environment.", "ServiceEnvironmentName", 201) { Body = () => BatchJson.Instance.CreateServiceEnvironmentRequest, IsRepeatable = true, Required = ["serviceEnvironmentName", "serviceEnvironmentType", "capacityLimits"] },
        new("ReadApi", "GET", "/service-environments", "DescribeServiceEnvironments", "Lists the service environments.", "ServiceEnvironmentList") { Query = Page },
        new("ReadApi", "GET", "/service-environments/{name}", "DescribeServiceEnvironment", "A service environment.", "ServiceEnvironmentDetail"),
        new("ResourceApi", "PATCH", "/service-environments/{name}", "UpdateServiceEnvironment", "Changes a service environment.", "ServiceEnvironmentName", 202) { Body = () => BatchJson.Instance.UpdateServiceEnvironmentRequest },
        new("ResourceApi", "DELETE", "/service-environments/{name}", "DeleteServiceEnvironment", "Deletes a service environment.", "ServiceEnvironmentName", 202),
        new("ResourceApi", "POST", "/job-queues/{name}/quota-shares", "CreateQuotaShare", "Creates a quota share of a job queue.", "QuotaShareName", 201) { Body = () => BatchJson.Instance.CreateQuotaShareRequest, IsRepeatable = true, Required = ["quotaShareName", "capacityLimits", "resourceSharingConfiguration", "preemptionConfiguration"] },
        new("ReadApi", "GET", "/job-queues/{name}/quota-shares", "ListQuotaShares", "Lists the quota shares of a job queue.", "QuotaShareList") { Query = Page },
        new("ReadApi", "GET", "/job-queues/{name}/quota-shares/{quotaShareName}", "DescribeQuotaShare", "A quota share of a job queue.", "QuotaShareDetail"),
        new("ResourceApi", "PATCH", "/job-queues/{name}/quota-shares/{quotaShareName}", "UpdateQuotaShare", "Changes a quota share of a job queue.", "QuotaShareName", 202) { Body = () => BatchJson.Instance.UpdateQuotaShareRequest },
        new("ResourceApi", "DELETE", "/job-queues/{name}/quota-shares/{quotaShareName}", "DeleteQuotaShare", "Deletes a quota share of a job queue.", "QuotaShareName", 202),
        new("SubmitApi", "POST", "/service-jobs", "SubmitServiceJob", "Submits a job that AWS Batch runs on another service, such as SageMaker.", "SubmittedJob", 201) { Body = () => BatchJson.Instance.SubmitServiceJobRequest, IsRepeatable = true, Required = ["jobName", "jobQueue", "serviceJobType", "serviceRequestPayload"], HasFailureRules = true },
        new("ReadApi", "GET", "/service-jobs", "ListServiceJobs", "Lists the service jobs of a queue, newest first.", "ServiceJobList") { Query = ["jobQueue", "status", "shareIdentifier", "namePrefix", "createdAfter", "createdBefore", .. Page] },
        new("ReadApi", "GET", "/service-jobs/{jobId}", "DescribeServiceJob", "Our record of a service job, joined with what AWS Batch says now.", "ServiceJob"),
        new("StopApi", "POST", "/service-jobs/{jobId}/terminate", "TerminateServiceJob", "Terminates a service job; a reason is required.", "StoppingJob", 202) { BodyName = "StopRequest" },
        new("ReadApi", "GET", "/overview", "DescribeOverview", "Queues at a glance, and what failed in 24 hours by cause.", "Overview") { Query = ["nextToken"] },
        new("ReadApi", "GET", "/changes", "DescribeChanges", "Which jobs have moved since the answer before; waits for it, where that is asked for.", "Changes") { Query = ["since", "wait"], IsAskedAllTheTime = true },
        new("ReadApi", "GET", "/timelines", "ListTimelines", "Jobs, newest first, with when each came into which status, and what it asks for.", "Timelines") { Query = ["jobQueue", "shareIdentifier", "status", "namePrefix", "createdAfter", "createdBefore", "submissionId", .. Page] },
        new("ReadApi", "GET", "/graph", "DescribeGraph", "What depends on what in a submission, or on the way to a job.", "Graph") { Query = ["submissionId", "jobId"] },
        new("SubmitApi", "POST", "/service-jobs/{jobId}/resubmit", "ResubmitServiceJob", "Submits a service job that is over again, with overrides.", "SubmittedJob", 201) { Body = () => BatchJson.Instance.SubmitServiceJobRequest, IsRepeatable = true },
        new("StopApi", "POST", "/service-jobs/terminate", "TerminateServiceJobs", "Terminates service jobs of a queue by filter, or counts them.", "BulkStop") { BodyName = "ServiceBulkStopRequest" },
        new("ReadApi", "GET", "/openapi.json", "DescribeApi", "This document.", "Document"),
    ];

    /// <summary>The console where it is hosted: files for people, which no program asks for, so that no document tells of them.</summary>
    public static IReadOnlyList<Route> Console { get; } =
    [
        new("ShowConsole", "GET", "/", "ShowConsole", "The console.", "Page"),
        new("ShowConsole", "GET", "/console/{file}", "ShowConsoleFile", "What the console is made of.", "File"),
    ];

    /// <summary>The route that a method answers.</summary>
    public static Route Of(string operation) => All.Concat(Console).FirstOrDefault(route => route.Operation == operation) ?? Else;

    /// <summary>The route that a request came by; <c>null</c> where it is none of ours.</summary>
    public static Route? By(APIGatewayHttpApiV2ProxyRequest request) => request.RouteKey == Else.Key ? Else : All.FirstOrDefault(route => route.Key == request.RouteKey);
}

/// <summary>Answers what no other route does: 405 where the path exists with another method, else 404.</summary>
internal static class UnknownRouteHandler
{
    public static Task<IHttpResult> UnknownRoute(string proxy, APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, _ => Task.FromResult(Tell(proxy, request, context)));

    private static IHttpResult Tell(string proxy, APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context)
    {
        var allowed = Routes.All.Where(route => route.Matches($"/{proxy}")).Select(route => route.Method).Distinct().ToList();
        var problem = allowed.Count == 0
            ? Problem.NotFound($"There is nothing at /{proxy}; GET /openapi.json lists what there is.")
            : new Problem(HttpStatusCode.MethodNotAllowed, "Not with this method", $"/{proxy} takes {string.Join(", ", allowed)}, not {request.RequestContext?.Http?.Method}.");
        var answer = Answer.Of(problem, context.AwsRequestId);

        return allowed.Count == 0 ? answer : answer.AddHeader("allow", string.Join(", ", allowed));
    }
}

using BatchFunctions.Wire;

namespace BatchFunctions.Http;

/// <summary>Every route; a test holds this list, the handlers' attributes and the template together.</summary>
internal static class Routes
{
    private static readonly string[] Page = ["limit", "nextToken"];

    /// <summary>What no other route answers.</summary>
    private static readonly Route Else = new("ANY", "/{proxy+}", "UnknownRoute", "404 or 405.");

    public static IReadOnlyList<Route> All { get; } =
    [
        new("POST", "/jobs", "SubmitJob", "Submits a job; 202 when it had to be queued.", 201) { Body = () => BatchJson.Instance.SubmitJobRequest, IsRepeatable = true },
        new("GET", "/jobs", "ListJobs", "Lists jobs, newest first.") { Query = ["jobQueue", "status", "namePrefix", "createdAfter", "createdBefore", "submissionId", .. Page] },
        new("GET", "/jobs/{jobId}", "DescribeJob", "Our record of a job, joined with what AWS Batch says now."),
        new("POST", "/jobs/{jobId}/cancel", "CancelJob", "Cancels a job that has not started; a reason is required.", 202),
        new("POST", "/jobs/{jobId}/terminate", "TerminateJob", "Terminates a job; a reason is required.", 202),
        new("POST", "/jobs/{jobId}/resubmit", "ResubmitJob", "Submits a job that is over again, with overrides; of an array its failed children.", 201) { Body = () => BatchJson.Instance.SubmitJobRequest, IsRepeatable = true },
        new("GET", "/jobs/{jobId}/logs", "ReadJobLogs", "Output of one attempt.") { Query = ["attempt", .. Page] },
        new("POST", "/jobs/cancel", "CancelJobs", "Cancels jobs by filter, or counts them."),
        new("POST", "/jobs/terminate", "TerminateJobs", "Terminates jobs by filter, or counts them."),
        new("POST", "/submissions", "SubmitManifest", "Takes a manifest in: JSON, YAML, JSON Lines or CSV.", 202) { IsRepeatable = true },
        new("GET", "/submissions/{submissionId}", "DescribeSubmission", "How far a submission has come.") { Query = Page },
        new("POST", "/compute-environments", "CreateComputeEnvironment", "Creates a compute environment.", 201) { Body = () => BatchJson.Instance.CreateComputeEnvironmentRequest, IsRepeatable = true },
        new("GET", "/compute-environments", "DescribeComputeEnvironments", "Lists the compute environments.") { Query = Page },
        new("GET", "/compute-environments/{name}", "DescribeComputeEnvironment", "A compute environment."),
        new("PATCH", "/compute-environments/{name}", "UpdateComputeEnvironment", "Changes a compute environment.", 202) { Body = () => BatchJson.Instance.UpdateComputeEnvironmentRequest },
        new("DELETE", "/compute-environments/{name}", "DeleteComputeEnvironment", "Deletes a compute environment.", 202),
        new("POST", "/job-queues", "CreateJobQueue", "Creates a job queue.", 201) { Body = () => BatchJson.Instance.CreateJobQueueRequest, IsRepeatable = true },
        new("GET", "/job-queues", "DescribeJobQueues", "Lists the job queues.") { Query = Page },
        new("GET", "/job-queues/{name}", "DescribeJobQueue", "A job queue."),
        new("PATCH", "/job-queues/{name}", "UpdateJobQueue", "Changes a job queue.", 202) { Body = () => BatchJson.Instance.UpdateJobQueueRequest },
        new("DELETE", "/job-queues/{name}", "DeleteJobQueue", "Deletes a job queue.", 202),
        new("POST", "/job-definitions", "RegisterJobDefinition", "Registers a revision of a job definition.", 201) { Body = () => BatchJson.Instance.RegisterJobDefinitionRequest, IsRepeatable = true },
        new("GET", "/job-definitions", "DescribeJobDefinitions", "Lists job definitions.") { Query = ["jobDefinitionName", "status", .. Page] },
        new("GET", "/job-definitions/{name}", "DescribeJobDefinition", "A revision, or the newest active one of a name."),
        new("DELETE", "/job-definitions/{name}", "DeregisterJobDefinition", "Deregisters a revision.", 202),
        new("GET", "/openapi.json", "DescribeApi", "This document."),
    ];

    /// <summary>The route that a handler answers.</summary>
    public static Route Of(string function) => All.FirstOrDefault(route => route.Function == function) ?? Else;
}

using System.Text.Json;

namespace Aot.Tests;

/// <summary>A function, what it is sent, and what it answers.</summary>
internal sealed record HandlerCase(string Handler, string Payload, int? Status)
{
    private const string JobId = "4c7599ae-0a82-49aa-ba5a-4727fcce14a8";

    /// <summary>Every function of the template; those that no sample payload triggers get a request made here.</summary>
    public static IReadOnlyDictionary<string, HandlerCase> All { get; } = new[]
    {
        File("ManifestDropped", "manifest-dropped", null),
        File("SubmitQueuedJobs", "submit-queued-jobs", null),
        File("JobStateChanged", "job-state-changed", null),
        File("ReconcileJobs", "reconcile-jobs", null),
        File("SubmitJob", "submit-job", 201),
        File("ListJobs", "list-jobs", 200),
        File("DescribeJob", "describe-job", 200),
        File("CancelJob", "cancel-job", 202),
        File("TerminateJob", "terminate-job", 202),
        Http("SubmitManifest", "POST /submissions", 202, """{"jobs":[{"jobName":"hello","jobQueue":"default","jobDefinition":"hello"}]}"""),
        Http("DescribeSubmission", "GET /submissions/{submissionId}", 404),
        Http("ResubmitJob", "POST /jobs/{jobId}/resubmit", 404, "{}"),
        Http("ReadJobLogs", "GET /jobs/{jobId}/logs", 200),
        Http("CancelJobs", "POST /jobs/cancel", 200, """{"filter":{"jobQueue":"default"},"reason":"not needed","dryRun":true}"""),
        Http("TerminateJobs", "POST /jobs/terminate", 200, """{"filter":{"jobQueue":"default"},"reason":"not needed","dryRun":true}"""),
        Http("CreateComputeEnvironment", "POST /compute-environments", 201, """{"computeEnvironmentName":"ce","type":"UNMANAGED"}"""),
        Http("DescribeComputeEnvironments", "GET /compute-environments", 200),
        Http("DescribeComputeEnvironment", "GET /compute-environments/{name}", 200),
        Http("UpdateComputeEnvironment", "PATCH /compute-environments/{name}", 202, """{"state":"DISABLED"}"""),
        Http("DeleteComputeEnvironment", "DELETE /compute-environments/{name}", 202),
        Http("CreateJobQueue", "POST /job-queues", 201, """{"jobQueueName":"default","priority":1,"computeEnvironmentOrder":[{"order":1,"computeEnvironment":"ce"}]}"""),
        Http("DescribeJobQueues", "GET /job-queues", 200),
        Http("DescribeJobQueue", "GET /job-queues/{name}", 200),
        Http("UpdateJobQueue", "PATCH /job-queues/{name}", 202, """{"priority":2}"""),
        Http("DeleteJobQueue", "DELETE /job-queues/{name}", 202),
        Http("RegisterJobDefinition", "POST /job-definitions", 201, """{"jobDefinitionName":"hello","type":"container","containerProperties":{"image":"busybox","resourceRequirements":[{"type":"VCPU","value":"1"},{"type":"MEMORY","value":"64"}]}}"""),
        Http("DescribeJobDefinitions", "GET /job-definitions", 200),
        Http("DescribeJobDefinition", "GET /job-definitions/{name}", 200),
        Http("DeregisterJobDefinition", "DELETE /job-definitions/{name}", 202),
        Http("DescribeApi", "GET /openapi.json", 200),
        Http("UnknownRoute", "ANY /{proxy+}", 404),
    }.ToDictionary(one => one.Handler);

    private static HandlerCase File(string handler, string file, int? status) =>
        new(handler, System.IO.File.ReadAllText(Path.Combine(Bootstrap.Root, "events", $"{file}.json")), status);

    private static HandlerCase Http(string handler, string routeKey, int status, string? body = null)
    {
        var parts = routeKey.Split(' ');
        var path = parts[1].Replace("{jobId}", JobId, StringComparison.Ordinal).Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
        var payload = $$"""
            {
              "version": "2.0",
              "routeKey": "{{routeKey}}",
              "rawPath": "{{path}}",
              "rawQueryString": "",
              "headers": { "content-type": "application/json", "idempotency-key": "k-1" },
              "pathParameters": { "jobId": "{{JobId}}", "submissionId": "s-1", "name": "default", "proxy": "nowhere" },
              "requestContext": { "accountId": "123456789012", "http": { "method": "{{parts[0]}}", "path": "{{path}}" }, "requestId": "q-1", "stage": "$default" },
              "isBase64Encoded": false
              {{(body is null ? "" : $", \"body\": \"{JsonEncodedText.Encode(body)}\"")}}
            }
            """;

        return new(handler, payload, status);
    }
}

using BatchFunctions.Wire;

namespace BatchFunctions.Tests.Tracking;

/// <summary>Events as the samples of AWS show them: neither <c>isCancelled</c> nor <c>isTerminated</c>.</summary>
internal static class AnEvent
{
    /// <param name="more">Further members of the detail, such as <c>"isCancelled": true,</c>.</param>
    public static string Of(string status, string? reason = null, string? token = null, string jobId = A.JobId, string more = "") => $$"""
        {
          "version": "0", "id": "c8f9c4b5-76e5-d76a-f980-7011e206042b", "detail-type": "Batch Job State Change", "source": "aws.batch",
          "account": "123456789012", "time": "2026-03-01T12:00:05Z", "region": "us-east-1",
          "resources": ["arn:aws:batch:us-east-1:123456789012:job/{{jobId}}"],
          "detail": {
            "jobArn": "arn:aws:batch:us-east-1:123456789012:job/{{jobId}}", "jobName": "hello", "jobId": "{{jobId}}",
            "jobQueue": "arn:aws:batch:us-east-1:123456789012:job-queue/default", "status": "{{status}}",
            {{(reason is null ? "" : $"\"statusReason\": \"{reason}\",")}}
            {{more}}
            "attempts": [], "createdAt": 1772366400000,
            "retryStrategy": { "attempts": 1, "evaluateOnExit": [] }, "dependsOn": [],
            "jobDefinition": "arn:aws:batch:us-east-1:123456789012:job-definition/hello:1", "parameters": {},
            "container": { "image": "busybox", "command": ["echo"], "volumes": [], "environment": [], "mountPoints": [], "ulimits": [],
              "networkInterfaces": [], "resourceRequirements": [{ "value": "512", "type": "MEMORY" }], "secrets": []{{(status == "FAILED" ? ", \"exitCode\": 3" : "")}} },
            "tags": { "resourceArn": "arn:aws:batch:us-east-1:123456789012:job/x"{{(token is null ? "" : $", \"{Token.Tag}\": \"{token}\"")}} },
            "propagateTags": false, "platformCapabilities": []
          }
        }
        """;
}

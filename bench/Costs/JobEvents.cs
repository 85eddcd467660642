using System.Globalization;

namespace Bench.Costs;

/// <summary>Requests of 1.2 KB.</summary>
internal static class JobBodies
{
    private const int Variables = 12;

    /// <param name="name">The job's.</param>
    /// <param name="size">Children of an array; <c>null</c> for a single job.</param>
    public static string Of(string name, int? size = null)
    {
        var array = size is { } count ? $$""","arrayProperties":{"size":{{count.ToString(CultureInfo.InvariantCulture)}}}""" : "";

        return $$$"""{"jobName":"{{{name}}}","jobQueue":"default","jobDefinition":"hello","containerOverrides":{"environment":[{{{string.Join(',', Enumerable.Range(0, Variables).Select(Variable))}}}]}{{{array}}}}""";
    }

    private static string Variable(int n) => $$"""{"name":"SETTING_{{n}}_OF_THE_RUN","value":"s3://bucket-{{n * 7919}}/path/to/input-{{n * 104729}}.parquet"}""";
}

/// <summary>State changes in the shape that AWS Batch sends.</summary>
internal static class JobEvents
{
    private const string Tag = "batch-functions:intent";

    /// <summary>AWS: there is no event for the submission itself (user guide, job state change events).</summary>
    public static readonly string[] OfSuccess = ["RUNNABLE", "STARTING", "RUNNING", "SUCCEEDED"];

    /// <param name="index">Of an array's child.</param>
    public static string Of(string jobId, (string Token, string Name) job, string status, int? index = null)
    {
        var array = index is { } number ? string.Create(CultureInfo.InvariantCulture, $"\"arrayProperties\":{{\"index\":{number}}},") : "";
        var times = status is "SUCCEEDED" or "FAILED" ? "\"startedAt\":1772366406000,\"stoppedAt\":1772366409000,\"isCancelled\":false,\"isTerminated\":false," : "";
        var attempts = status is "SUCCEEDED" or "FAILED"
            ? $$"""[{"container":{"exitCode":{{(status == "FAILED" ? 1 : 0)}},"logStreamName":"hello/default/0123456789abcdef0123456789abcdef"},"startedAt":1772366406000,"stoppedAt":1772366409000,"statusReason":"Essential container in task exited"}]"""
            : "[]";

        return $$$"""
            {"detail-type":"Batch Job State Change","source":"aws.batch","account":"123456789012","time":"2026-03-01T12:00:05Z","region":"us-east-1",
             "detail":{"jobName":"{{{job.Name}}}","jobId":"{{{jobId}}}","jobQueue":"arn:aws:batch:us-east-1:123456789012:job-queue/default","status":"{{{status}}}",
             {{{array}}}{{{times}}}"attempts":{{{attempts}}},"createdAt":1772366400000,
             "jobDefinition":"arn:aws:batch:us-east-1:123456789012:job-definition/hello:1",
             "container":{"image":"busybox","resourceRequirements":[{"value":"512","type":"MEMORY"},{"value":"1","type":"VCPU"}]},
             "tags":{"{{{Tag}}}":"{{{job.Token}}}"},"platformCapabilities":["FARGATE"]}}
            """;
    }
}

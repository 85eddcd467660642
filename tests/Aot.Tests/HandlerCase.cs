using System.Text.RegularExpressions;

namespace Aot.Tests;

/// <summary>A function, the sample payload of <c>events/</c> that it is sent, and what it answers.</summary>
internal sealed partial record HandlerCase(string Handler, string Payload, int? Status)
{
    /// <summary>Every function of the template; the status is that of an HTTP answer.</summary>
    public static IReadOnlyDictionary<string, HandlerCase> All { get; } = new[]
    {
        File("ManifestDropped", null),
        File("SubmitQueuedJobs", null),
        File("JobStateChanged", null),
        File("ReconcileJobs", null),
        File("SubmitJob", 201),
        File("ListJobs", 200),
        File("DescribeJob", 200),
        File("CancelJob", 202),
        File("TerminateJob", 202),
        File("SubmitManifest", 202),
        File("DescribeSubmission", 404),
        File("ResubmitJob", 404),
        File("ReadJobLogs", 200),
        File("CancelJobs", 200),
        File("TerminateJobs", 200),
        File("CreateComputeEnvironment", 201),
        File("DescribeComputeEnvironments", 200),
        File("DescribeComputeEnvironment", 200),
        File("UpdateComputeEnvironment", 202),
        File("DeleteComputeEnvironment", 202),
        File("CreateJobQueue", 201),
        File("DescribeJobQueues", 200),
        File("DescribeJobQueue", 200),
        File("UpdateJobQueue", 202),
        File("DeleteJobQueue", 202),
        File("RegisterJobDefinition", 201),
        File("DescribeJobDefinitions", 200),
        File("DescribeJobDefinition", 200),
        File("DeregisterJobDefinition", 202),
        File("DescribeApi", 200),
        File("UnknownRoute", 404),
    }.ToDictionary(one => one.Handler);

    /// <summary>Name of the handler's file in <c>events/</c>: SubmitJob has submit-job.json.</summary>
    public static string FileOf(string handler) => $"{Capital().Replace(handler, "-").ToLowerInvariant()}.json";

    private static HandlerCase File(string handler, int? status) =>
        new(handler, System.IO.File.ReadAllText(Path.Combine(Bootstrap.Root, "events", FileOf(handler))), status);

    [GeneratedRegex("(?<!^)(?=[A-Z])")]
    private static partial Regex Capital();
}

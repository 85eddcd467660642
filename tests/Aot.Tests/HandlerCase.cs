using System.Text.RegularExpressions;

namespace Aot.Tests;

/// <summary>A sample payload of <c>events/</c>, the function that it is sent to, and what that answers.</summary>
/// <param name="Name">The operation of a route; of other events the function.</param>
internal sealed partial record HandlerCase(string Name, string Function, string Payload, int? Status)
{
    /// <summary>Every operation of every function of the template; the status is that of an HTTP answer.</summary>
    public static IReadOnlyDictionary<string, HandlerCase> All { get; } = new[]
    {
        Of("ManifestDropped", "ManifestDropped", null),
        Of("SubmitQueuedJobs", "SubmitQueuedJobs", null),
        Of("JobStateChanged", "JobStateChanged", null),
        Of("ReconcileJobs", "ReconcileJobs", null),
        Of("SubmitJob", "SubmitApi", 201),
        Of("ListJobs", "ReadApi", 200),
        Of("DescribeJob", "ReadApi", 200),
        Of("CancelJob", "StopApi", 202),
        Of("TerminateJob", "StopApi", 202),
        Of("SubmitManifest", "SubmitManifest", 202),
        Of("DescribeSubmission", "ReadApi", 404),
        Of("ResubmitJob", "SubmitApi", 404),
        Of("ReadJobLogs", "ReadApi", 200),
        Of("CancelJobs", "StopApi", 200),
        Of("TerminateJobs", "StopApi", 200),
        Of("CreateComputeEnvironment", "ResourceApi", 201),
        Of("DescribeComputeEnvironments", "ReadApi", 200),
        Of("DescribeComputeEnvironment", "ReadApi", 200),
        Of("UpdateComputeEnvironment", "ResourceApi", 202),
        Of("DeleteComputeEnvironment", "ResourceApi", 202),
        Of("CreateJobQueue", "ResourceApi", 201),
        Of("DescribeJobQueues", "ReadApi", 200),
        Of("DescribeJobQueue", "ReadApi", 200),
        Of("UpdateJobQueue", "ResourceApi", 202),
        Of("DeleteJobQueue", "ResourceApi", 202),
        Of("RegisterJobDefinition", "ResourceApi", 201),
        Of("DescribeJobDefinitions", "ReadApi", 200),
        Of("DescribeJobDefinition", "ReadApi", 200),
        Of("DeregisterJobDefinition", "ResourceApi", 202),
        Of("DescribeApi", "ReadApi", 200),
        Of("UnknownRoute", "ReadApi", 404),
    }.ToDictionary(one => one.Name);

    /// <summary>Name of the file in <c>events/</c>: SubmitJob has submit-job.json.</summary>
    public static string FileOf(string name) => $"{Capital().Replace(name, "-").ToLowerInvariant()}.json";

    private static HandlerCase Of(string name, string function, int? status) =>
        new(name, function, File.ReadAllText(Path.Combine(Bootstrap.Root, "events", FileOf(name))), status);

    [GeneratedRegex("(?<!^)(?=[A-Z])")]
    private static partial Regex Capital();
}

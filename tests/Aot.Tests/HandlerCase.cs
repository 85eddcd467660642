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
        Of("DescribeWaiting", "ReadApi", 200),
        Of("DescribeChildren", "ReadApi", 404),
        Of("DescribeOverview", "ReadApi", 200),
        Of("DescribeChanges", "ReadApi", 200),
        Of("ListTimelines", "ReadApi", 200),
        Of("DescribeGraph", "ReadApi", 200),
        Of("ShowConsole", "ShowConsole", 404),
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
        Of("CreateSchedulingPolicy", "ResourceApi", 201),
        Of("DescribeSchedulingPolicies", "ReadApi", 200),
        Of("DescribeSchedulingPolicy", "ReadApi", 200),
        Of("UpdateSchedulingPolicy", "ResourceApi", 202),
        Of("DeleteSchedulingPolicy", "ResourceApi", 202),
        Of("CreateConsumableResource", "ResourceApi", 201),
        Of("ListConsumableResources", "ReadApi", 200),
        Of("DescribeConsumableResource", "ReadApi", 200),
        Of("ListJobsByConsumableResource", "ReadApi", 200),
        Of("UpdateConsumableResource", "ResourceApi", 202),
        Of("DeleteConsumableResource", "ResourceApi", 202),
        Of("CreateServiceEnvironment", "ResourceApi", 201),
        Of("DescribeServiceEnvironments", "ReadApi", 200),
        Of("DescribeServiceEnvironment", "ReadApi", 200),
        Of("UpdateServiceEnvironment", "ResourceApi", 202),
        Of("DeleteServiceEnvironment", "ResourceApi", 202),
        Of("CreateQuotaShare", "ResourceApi", 201),
        Of("ListQuotaShares", "ReadApi", 200),
        Of("DescribeQuotaShare", "ReadApi", 200),
        Of("UpdateQuotaShare", "ResourceApi", 202),
        Of("DeleteQuotaShare", "ResourceApi", 202),
        Of("SubmitServiceJob", "SubmitApi", 201),
        Of("ListServiceJobs", "ReadApi", 200),
        Of("DescribeServiceJob", "ReadApi", 200),
        Of("TerminateServiceJob", "StopApi", 202),
        Of("TerminateServiceJobs", "StopApi", 200),
        Of("ResubmitServiceJob", "SubmitApi", 404),
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

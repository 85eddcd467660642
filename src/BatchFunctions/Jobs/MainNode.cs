using System.Globalization;
using Amazon.Batch.Model;

namespace BatchFunctions.Jobs;

/// <summary>
/// The main node of a multi-node job, by whose end the job's is judged. AWS: nodes are told of under ids of their own,
/// <c>jobId#index</c>, and the job's status is its main node's (user guide, multi-node parallel jobs).
/// </summary>
internal static class MainNode
{
    /// <returns>The node's id; <c>null</c> where the job is no multi-node job, is not over, or tells of its end itself.</returns>
    public static string? Missing(JobDetail job) =>
        job is { NodeProperties.MainNode: { } main, Status.Value: "FAILED" or "SUCCEEDED", JobId: { } id } && !id.Contains('#') && !IsTold(job)
            ? string.Create(CultureInfo.InvariantCulture, $"{id}#{main}")
            : null;

    /// <summary>Puts into the job what its main node tells of its end.</summary>
    public static void Fill(JobDetail job, JobDetail node)
    {
        job.Container ??= node.Container;
        job.EcsProperties ??= node.EcsProperties;
        job.EksProperties ??= node.EksProperties;
        job.StatusReason ??= node.StatusReason;
        if (job.Attempts is not { Count: > 0 } || job.Attempts.TrueForAll(attempt => ContainerEnds.Of(job, attempt).Count == 0))
        {
            job.Attempts = node.Attempts;
        }

        if (job.EksAttempts is not { Count: > 0 })
        {
            job.EksAttempts = node.EksAttempts;
        }
    }

    private static bool IsTold(JobDetail job) =>
        ContainerEnds.Of(job).Any(container => container.ExitCode is not null || container.Reason is not null)
        || (job.Attempts ?? []).Any(attempt => ContainerEnds.Of(job, attempt).Count > 0)
        || job.EksAttempts is { Count: > 0 };
}

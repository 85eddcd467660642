using Amazon.Batch.Model;
using BatchFunctions.Jobs;

namespace BatchFunctions.Tracking;

/// <summary>
/// What an event may leave out and DescribeJobs tells. AWS: the samples of job events show neither <c>isCancelled</c> nor
/// <c>isTerminated</c>, and tags in some only (user guide, job state change events), so nothing rests on their being there.
/// </summary>
internal static class EventGaps
{
    public static bool Are(JobDetail told) =>
        told.IsCancelled is null || told.IsTerminated is null || told.Tags?.ContainsKey(Token.Tag) != true || MainNode.Missing(told) is not null;

    /// <summary>Puts into <paramref name="told"/> what it lacks; what it says itself stays, since it is the news.</summary>
    public static void Fill(JobDetail told, JobDetail described)
    {
        told.IsCancelled ??= described.IsCancelled;
        told.IsTerminated ??= described.IsTerminated;
        told.StatusReason ??= described.StatusReason;
        told.Container ??= described.Container;
        told.ArrayProperties ??= described.ArrayProperties;
        told.NodeProperties ??= described.NodeProperties;
        told.EcsProperties ??= described.EcsProperties;
        told.EksProperties ??= described.EksProperties;
        if (told.Tags?.ContainsKey(Token.Tag) != true)
        {
            told.Tags = described.Tags;
        }

        if (told.Attempts is not { Count: > 0 })
        {
            told.Attempts = described.Attempts;
        }

        if (told.EksAttempts is not { Count: > 0 })
        {
            told.EksAttempts = described.EksAttempts;
        }

        if (told.PlatformCapabilities is not { Count: > 0 })
        {
            told.PlatformCapabilities = described.PlatformCapabilities;
        }
    }
}

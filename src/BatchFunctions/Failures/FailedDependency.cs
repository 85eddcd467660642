using BatchFunctions.Jobs;

namespace BatchFunctions.Failures;

/// <summary>A FAILED job on which another one depended.</summary>
/// <param name="Children">Of an array job its failed children, which are resubmitted one by one.</param>
internal sealed record FailedDependency(JobRecord Job, IReadOnlyList<FailedChild> Children)
{
    /// <summary>The failed jobs for which others stand in.</summary>
    public IReadOnlyList<string> Replaced => Children.Count == 0 ? [Job.JobId] : [.. Children.Select(child => child.JobId)];
}

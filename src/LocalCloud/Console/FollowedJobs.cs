using System.Globalization;

namespace LocalCloud.Console;

/// <summary>The jobs of a manifest, and those that the failure rules put in their place.</summary>
/// <param name="roots">As the manifest has them.</param>
/// <param name="succeeded">Jobs of the manifest that succeeded without being followed.</param>
internal sealed class FollowedJobs(IReadOnlyList<FollowedJob> roots, int succeeded)
{
    /// <summary>All of them, what stands in behind what it stands in for.</summary>
    public IReadOnlyList<FollowedJob> All
    {
        get
        {
            List<FollowedJob> all = [];
            foreach (var root in roots)
            {
                Collect(root, all);
            }

            return all;
        }
    }

    public int Count => succeeded + roots.Count;

    /// <summary>Jobs of the manifest that may still come to something.</summary>
    public int Open => roots.Count(root => root.IsOpen);

    /// <summary>Jobs of the manifest of which nothing succeeded, refused ones among them.</summary>
    public int Failed => roots.Count(root => !root.HasSucceeded);

    /// <summary>Jobs of the manifest that AWS Batch did not take; a part of <see cref="Failed"/>.</summary>
    private int Refused => roots.Count(root => root.JobId is null);

    /// <summary>What came of the manifest, such as <c>All 3 succeeded, 1 of them after 2 resubmissions.</c></summary>
    public string Summary
    {
        get
        {
            var recovered = roots.Where(root => root is { HasSucceeded: true, StandIns.Count: > 0 }).ToList();
            var resubmissions = recovered.Sum(Resubmissions);
            var after = recovered.Count == 0 ? "" : string.Create(
                CultureInfo.InvariantCulture, $"{recovered.Count} {(recovered.Count == Count ? "" : "of them ")}after {resubmissions} resubmission{(resubmissions == 1 ? "" : "s")}");

            return Failed == 0
                ? string.Create(CultureInfo.InvariantCulture, $"All {Count} succeeded{(after == "" ? "" : $", {after}")}.")
                : string.Create(CultureInfo.InvariantCulture, $"{Unsuccessful}{(after == "" ? "" : $"; of the others {after.Replace("of them ", "", StringComparison.Ordinal)}")}.");
        }
    }

    private string Unsuccessful => (Failed - Refused, Refused) switch
    {
        (var failed, 0) => string.Create(CultureInfo.InvariantCulture, $"{failed} of {Count} failed"),
        (0, var refused) => string.Create(CultureInfo.InvariantCulture, $"{refused} of {Count} refused"),
        var (failed, refused) => string.Create(CultureInfo.InvariantCulture, $"{failed} of {Count} failed, {refused} refused"),
    };

    private static int Resubmissions(FollowedJob job) => job.StandIns.Sum(one => 1 + Resubmissions(one));

    private static void Collect(FollowedJob job, List<FollowedJob> into)
    {
        into.Add(job);
        foreach (var standIn in job.StandIns)
        {
            Collect(standIn, into);
        }
    }
}

using System.Globalization;

namespace LocalCloud.Console;

/// <summary>
/// Notices when a manifest has come to a stop: what is left are jobs that can never start as things are, and jobs that wait for
/// them. Whoever sits there can mend that; a pipeline would wait until somebody ends it.
/// </summary>
/// <param name="patience">How long that is borne; <see cref="Timeout.InfiniteTimeSpan"/> for without end.</param>
/// <param name="time">The clock.</param>
internal sealed class StuckWatch(TimeSpan patience, TimeProvider time)
{
    /// <summary>Where nobody sits at a terminal.</summary>
    public static readonly TimeSpan OfPipelines = TimeSpan.FromSeconds(60);

    private DateTimeOffset? _since;

    /// <summary>Takes in how the jobs stand.</summary>
    /// <param name="jobs">All of the manifest, and what stands in for them.</param>
    /// <exception cref="StuckException">Nothing has moved for too long.</exception>
    public void Look(IReadOnlyList<FollowedJob> jobs)
    {
        var open = jobs.Where(job => !job.IsOver).ToList();
        var stuck = open.Where(job => job.CannotStart).ToList();
        Look(stuck.Count > 0 && open.TrueForAll(job => job.CannotStart || job.Status is "PENDING" or "SUBMITTED"), [.. stuck.Select(job => job.Name)]);
    }

    /// <param name="isStuck">Nothing can move.</param>
    /// <param name="names">Of jobs that cannot start.</param>
    /// <exception cref="StuckException">Nothing has moved for too long.</exception>
    public void Look(bool isStuck, IReadOnlyList<string> names)
    {
        _since = isStuck ? _since ?? time.GetUtcNow() : null;
        if (_since is { } since && patience != Timeout.InfiniteTimeSpan && time.GetUtcNow() - since >= patience)
        {
            throw new StuckException(names);
        }
    }
}

/// <summary>Jobs can never start, and nothing else is left to wait for.</summary>
internal sealed class StuckException(IReadOnlyList<string> names) : Exception
{
    private const int MostNamed = 5;

    /// <summary>What cannot start, such as <c>big and 3 more</c>.</summary>
    public string Names => names.Count <= MostNamed
        ? string.Join(", ", names)
        : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", names.Take(MostNamed))} and {names.Count - MostNamed} more");
}

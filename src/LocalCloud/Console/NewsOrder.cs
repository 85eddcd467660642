namespace LocalCloud.Console;

/// <summary>
/// Puts what is told of several jobs into the order in which it happened: each is looked at by itself, so that news of one second come
/// as they may. They are kept for a moment, in which older ones may still arrive.
/// </summary>
/// <param name="moment">How long.</param>
internal sealed class NewsOrder(TimeSpan moment)
{
    private readonly List<(FollowedJob Job, JobNews News)> _held = [];
    private readonly Dictionary<string, DateTimeOffset> _ends = new(StringComparer.Ordinal);

    public void Add(FollowedJob job, JobNews news)
    {
        _held.Add((job, news));
        if (job.JobId is { } id && news.Status is "SUCCEEDED" or "FAILED")
        {
            _ends[id] = news.At;
        }
    }

    /// <summary>What is old enough to be told, oldest first.</summary>
    public IReadOnlyList<(FollowedJob Job, JobNews News)> Due(DateTimeOffset now) => Take(now - moment);

    /// <summary>All that is left, oldest first.</summary>
    public IReadOnlyList<(FollowedJob Job, JobNews News)> Rest() => Take(DateTimeOffset.MaxValue);

    private List<(FollowedJob Job, JobNews News)> Take(DateTimeOffset until)
    {
        var taken = _held.Where(one => one.News.At <= until).ToList();
        _held.RemoveAll(one => one.News.At <= until);

        return [.. taken.Select(one => (one.Job, News: one.News with { At = At(one.Job, one.News) })).OrderBy(one => one.News.At).ThenBy(one => Follows(one.Job, one.News))];
    }

    private static bool Follows(FollowedJob job, JobNews news) => job.DependsOn.Count > 0 && news.Status is not (null or "SUBMITTED" or "PENDING");

    /// <summary>AWS: an event's time is in whole seconds, an end's own in milliseconds; a job would seem to become RUNNABLE before the end that it waited for.</summary>
    private DateTimeOffset At(FollowedJob job, JobNews news) => Follows(job, news)
        ? job.DependsOn.Select(id => _ends.GetValueOrDefault(id)).Append(news.At).Max()
        : news.At;
}

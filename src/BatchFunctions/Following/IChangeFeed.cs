using System.Globalization;
using BatchFunctions.Jobs;

namespace BatchFunctions.Following;

/// <summary>Jobs that were told to have moved together.</summary>
/// <param name="Key">Where it stands among all that moved: see <see cref="ChangeKeys"/>.</param>
internal sealed record ChangedJobs(string Key, IReadOnlyList<string> JobIds);

/// <summary>What was read of the feed.</summary>
/// <param name="IsWhole">Nothing lies behind it; else there was more than is read at a time.</param>
internal sealed record ChangesRead(IReadOnlyList<ChangedJobs> Changes, bool IsWhole);

/// <summary>
/// Which jobs have moved, for as long as somebody looks: while nobody does, nothing is written. It is a hint to look again, kept for
/// minutes, and no record: who has to know of every change has the events of AWS Batch.
/// </summary>
internal interface IChangeFeed
{
    /// <summary>Notes that somebody looks until then.</summary>
    Task WatchAsync(DateTimeOffset until, CancellationToken cancellation);

    /// <summary>Until when somebody looks; <c>null</c> where nobody ever has.</summary>
    Task<DateTimeOffset?> WatchedUntilAsync(CancellationToken cancellation);

    Task TellAsync(ChangedJobs changes, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>What was told behind a key, the first first: by one query, however much it is.</summary>
    Task<ChangesRead> ReadAsync(string after, CancellationToken cancellation);
}

/// <summary>Keys that sort as text in the order of their times.</summary>
internal static class ChangeKeys
{
    private const int TimeDigits = 15;

    public static string At(DateTimeOffset at) => JobKeys.At(at);

    /// <param name="id">Tells apart what moved in one millisecond.</param>
    public static string Of(DateTimeOffset at, Guid id) => $"{JobKeys.At(at)}#{id:N}";

    /// <returns><c>null</c> for what is no key.</returns>
    public static DateTimeOffset? Time(string key) =>
        (key.Length == TimeDigits || (key.Length > TimeDigits && key[TimeDigits] == '#'))
        && long.TryParse(key.AsSpan(0, TimeDigits), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
        && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
}

/// <summary>Notes that somebody looks, once a minute however often he asks.</summary>
internal sealed class ChangeWatch(IChangeFeed feed, TimeProvider time)
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Least = TimeSpan.FromMinutes(1);

    private DateTimeOffset _until;

    public async Task RenewAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (_until - now < Least)
        {
            var until = now + Length;
            await feed.WatchAsync(until, cancellation);
            _until = until;
        }
    }
}

/// <summary>Tells what has moved, where somebody looks. Whether anybody does is asked every few seconds at most.</summary>
internal sealed class ChangeTeller(IChangeFeed feed, TimeProvider time, Func<Guid> newId)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);

    private DateTimeOffset _asked;

    private DateTimeOffset _until;

    /// <param name="jobIds">The child of an array stands for its array.</param>
    public async Task TellAsync(IEnumerable<string> jobIds, CancellationToken cancellation)
    {
        List<string> moved = [.. jobIds.Select(jobId => ArrayChild.Parse(jobId) is var (arrayId, _) ? arrayId : jobId).Distinct()];
        var now = time.GetUtcNow();
        if (moved.Count > 0 && await IsWatchedAsync(now, cancellation))
        {
            await feed.TellAsync(new(ChangeKeys.Of(now, newId()), moved), now, cancellation);
        }
    }

    private async Task<bool> IsWatchedAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        if (now - _asked >= AskAgain)
        {
            _until = await feed.WatchedUntilAsync(cancellation) ?? DateTimeOffset.MinValue;
            _asked = now;
        }

        return now < _until;
    }
}

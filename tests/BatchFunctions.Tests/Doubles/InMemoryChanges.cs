using BatchFunctions.Following;

namespace BatchFunctions.Tests.Doubles;

internal sealed class InMemoryChanges : IChangeFeed
{
    public const int MostItems = 20;

    private readonly SortedDictionary<string, ChangedJobs> _told = new(StringComparer.Ordinal);

    private DateTimeOffset? _until;

    /// <summary>Questions for whether anybody looks.</summary>
    public int Asked { get; private set; }

    /// <summary>Notes that somebody does.</summary>
    public int Renewed { get; private set; }

    /// <summary>Looks at what was told.</summary>
    public int Reads { get; private set; }

    /// <summary>What a question for whether anybody looks ends with instead.</summary>
    public Exception? Failure { get; set; }

    public IReadOnlyCollection<ChangedJobs> Told => _told.Values;

    /// <summary>Who tells, where nobody looks.</summary>
    public static ChangeTeller Teller() => new(new InMemoryChanges(), TimeProvider.System, Guid.NewGuid);

    public Task WatchAsync(DateTimeOffset until, CancellationToken cancellation)
    {
        Renewed++;
        _until = until;

        return Task.CompletedTask;
    }

    public Task<DateTimeOffset?> WatchedUntilAsync(CancellationToken cancellation)
    {
        Asked++;
        if (Failure is { } failure)
        {
            throw failure;
        }

        return Task.FromResult(_until);
    }

    public Task TellAsync(ChangedJobs changes, DateTimeOffset at, CancellationToken cancellation)
    {
        _told[changes.Key] = changes;

        return Task.CompletedTask;
    }

    public Task<ChangesRead> ReadAsync(string after, CancellationToken cancellation)
    {
        Reads++;
        var behind = _told.Values.Where(change => string.CompareOrdinal(change.Key, after) > 0).ToList();

        return Task.FromResult(new ChangesRead([.. behind.Take(MostItems)], behind.Count < MostItems));
    }
}

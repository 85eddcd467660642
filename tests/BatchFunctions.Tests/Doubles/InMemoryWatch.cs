using BatchFunctions.Tracking;

namespace BatchFunctions.Tests.Doubles;

/// <summary>What is not over yet, in the order in which it was looked at last.</summary>
internal sealed class InMemoryWatch : IWatchStore
{
    private readonly HashSet<string> _stuck = [];

    public List<(WatchedItem Item, DateTimeOffset At)> Items { get; } = [];

    public List<string> Forgotten { get; } = [];

    /// <summary>Items of which every touch fails.</summary>
    public HashSet<WatchedItem> Untouchable { get; } = [];

    public Task<IReadOnlyList<OpenJob>> OpenJobsAsync(DateTimeOffset since, DateTimeOffset before, string? after, int limit, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<OpenJob>>(
        [
            .. Items.Where(entry => entry.At >= since && entry.At < before)
                .Select(entry => entry.Item.JobId is { } jobId ? new OpenJob(jobId, $"{entry.At.UtcTicks:D20}|{jobId}") : null).OfType<OpenJob>()
                .Where(job => after is null || string.CompareOrdinal(job.Place, after) > 0)
                .OrderBy(job => job.Place, StringComparer.Ordinal).Take(limit),
        ]);

    public Task<IReadOnlyList<WatchedItem>> StaleAsync(DateTimeOffset before, int limit, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<WatchedItem>>([.. Items.Where(entry => entry.Item.JobId is null && entry.At < before).OrderBy(entry => entry.At).Take(limit).Select(entry => entry.Item)]);

    public Task TouchAsync(WatchedItem item, DateTimeOffset at, CancellationToken cancellation)
    {
        if (Untouchable.Contains(item))
        {
            return Task.FromException(new IOException("The table hung up."));
        }

        Items.RemoveAll(entry => entry.Item == item);
        Items.Add((item, at));
        return Task.CompletedTask;
    }

    public Task DropAsync(WatchedItem item, CancellationToken cancellation)
    {
        Items.RemoveAll(entry => entry.Item == item);
        return Task.CompletedTask;
    }

    public Task MarkForgottenAsync(string jobId, DateTimeOffset at, CancellationToken cancellation)
    {
        Forgotten.Add(jobId);
        return DropAsync(new WatchedItem(jobId, null), cancellation);
    }

    public Task<bool> IsToldStuckAsync(string jobId, CancellationToken cancellation) => Task.FromResult(_stuck.Contains(jobId));

    public Task MarkStuckAsync(string jobId, DateTimeOffset at, CancellationToken cancellation)
    {
        _stuck.Add(jobId);

        return Task.CompletedTask;
    }
}

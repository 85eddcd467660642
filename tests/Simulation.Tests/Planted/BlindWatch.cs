using BatchFunctions.Tracking;

namespace Simulation.Tests.Planted;

/// <summary>Shows the sweep nothing, so that it repairs nothing.</summary>
internal sealed class BlindWatch(IWatchStore inner) : IWatchStore
{
    public Task<IReadOnlyList<OpenJob>> OpenJobsAsync(DateTimeOffset since, DateTimeOffset before, string? after, int limit, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<OpenJob>>([]);

    public Task<IReadOnlyList<WatchedItem>> StaleAsync(DateTimeOffset before, int limit, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<WatchedItem>>([]);

    public Task TouchAsync(WatchedItem item, DateTimeOffset at, CancellationToken cancellation) => inner.TouchAsync(item, at, cancellation);

    public Task DropAsync(WatchedItem item, CancellationToken cancellation) => inner.DropAsync(item, cancellation);

    public Task MarkForgottenAsync(string jobId, DateTimeOffset at, CancellationToken cancellation) =>
        inner.MarkForgottenAsync(jobId, at, cancellation);

    public Task<bool> IsToldStuckAsync(string jobId, CancellationToken cancellation) => inner.IsToldStuckAsync(jobId, cancellation);

    public Task MarkStuckAsync(string jobId, DateTimeOffset at, CancellationToken cancellation) => inner.MarkStuckAsync(jobId, at, cancellation);
}

using BatchFunctions.Tracking;
using Simulation.Tests.Workload;

namespace Simulation.Tests.Planted;

/// <summary>The sweep dies at an item that cannot be looked at, and at the same one the next time.</summary>
internal sealed class DyingSweep(IWatchStore inner) : IWatchStore
{
    private bool _isDead;

    public Task<IReadOnlyList<OpenJob>> OpenJobsAsync(DateTimeOffset since, DateTimeOffset before, string? after, int limit, CancellationToken cancellation) =>
        inner.OpenJobsAsync(since, before, after, limit, cancellation);

    public Task<IReadOnlyList<WatchedItem>> StaleAsync(DateTimeOffset before, int limit, CancellationToken cancellation)
    {
        _isDead = false;

        return inner.StaleAsync(before, limit, cancellation);
    }

    public Task TouchAsync(WatchedItem item, DateTimeOffset at, CancellationToken cancellation)
    {
        _isDead = _isDead || PoisonItems.Tokens.Contains(item.Token);

        return _isDead ? throw new InvalidOperationException("The sweep is dead.") : inner.TouchAsync(item, at, cancellation);
    }

    public Task DropAsync(WatchedItem item, CancellationToken cancellation) => inner.DropAsync(item, cancellation);

    public Task MarkForgottenAsync(string jobId, DateTimeOffset at, CancellationToken cancellation) =>
        inner.MarkForgottenAsync(jobId, at, cancellation);

    public Task<bool> IsToldStuckAsync(string jobId, CancellationToken cancellation) => inner.IsToldStuckAsync(jobId, cancellation);

    public Task MarkStuckAsync(string jobId, DateTimeOffset at, CancellationToken cancellation) => inner.MarkStuckAsync(jobId, at, cancellation);
}

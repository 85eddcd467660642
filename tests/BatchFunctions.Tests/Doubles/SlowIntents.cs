using BatchFunctions.Intents;
using BatchFunctions.Jobs;

namespace BatchFunctions.Tests.Doubles;

/// <summary>A store of intents whose writes take so long that the clock moves.</summary>
/// <param name="wait">Moves it.</param>
internal sealed class SlowIntents(IIntentStore inner, Action wait) : IIntentStore
{
    public Task<bool> CreateAsync(Intent intent, CancellationToken cancellation)
    {
        wait();
        return inner.CreateAsync(intent, cancellation);
    }

    public Task<Intent?> FindAsync(string token, CancellationToken cancellation) => inner.FindAsync(token, cancellation);

    public Task<bool> LeaseAsync(Intent seen, string owner, DateTimeOffset until, CancellationToken cancellation)
    {
        wait();
        return inner.LeaseAsync(seen, owner, until, cancellation);
    }

    public Task<bool> BeginAsync(string token, string owner, Doubt doubt, CancellationToken cancellation) =>
        inner.BeginAsync(token, owner, doubt, cancellation);

    public Task PauseAsync(string token, string owner, string position, CancellationToken cancellation) =>
        inner.PauseAsync(token, owner, position, cancellation);

    public Task ReleaseAsync(string token, string owner, Doubt? doubt, CancellationToken cancellation) =>
        inner.ReleaseAsync(token, owner, doubt, cancellation);

    public Task<Intent?> SettleAsync(string token, string jobId, CancellationToken cancellation) => inner.SettleAsync(token, jobId, cancellation);

    public Task RefuseAsync(string token, string reason, CancellationToken cancellation) => inner.RefuseAsync(token, reason, cancellation);

    public Task AbandonAsync(string token, DateTimeOffset at, CancellationToken cancellation) => inner.AbandonAsync(token, at, cancellation);
}

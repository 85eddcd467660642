using BatchFunctions.Intents;
using BatchFunctions.Jobs;

namespace Simulation.Tests.Cloud;

/// <summary>A store of intents that does one thing otherwise than the one inside.</summary>
internal abstract class IntentStoreDecorator(IIntentStore inner) : IIntentStore
{
    protected IIntentStore Inner => inner;

    public virtual Task<bool> CreateAsync(Intent intent, CancellationToken cancellation) => inner.CreateAsync(intent, cancellation);

    public virtual Task<Intent?> FindAsync(string token, CancellationToken cancellation) => inner.FindAsync(token, cancellation);

    public virtual Task<bool> LeaseAsync(Intent seen, string owner, DateTimeOffset until, CancellationToken cancellation) =>
        inner.LeaseAsync(seen, owner, until, cancellation);

    public virtual Task<bool> BeginAsync(string token, string owner, Doubt doubt, CancellationToken cancellation) =>
        inner.BeginAsync(token, owner, doubt, cancellation);

    public virtual Task PauseAsync(string token, string owner, string position, CancellationToken cancellation) =>
        inner.PauseAsync(token, owner, position, cancellation);

    public virtual Task ReleaseAsync(string token, string owner, Doubt? doubt, CancellationToken cancellation) =>
        inner.ReleaseAsync(token, owner, doubt, cancellation);

    public virtual Task<Intent?> SettleAsync(string token, string jobId, CancellationToken cancellation) => inner.SettleAsync(token, jobId, cancellation);

    public virtual Task RefuseAsync(string token, string reason, CancellationToken cancellation) => inner.RefuseAsync(token, reason, cancellation);

    public virtual Task AbandonAsync(string token, DateTimeOffset at, CancellationToken cancellation) => inner.AbandonAsync(token, at, cancellation);
}

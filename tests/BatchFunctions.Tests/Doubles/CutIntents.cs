using BatchFunctions.Intents;
using BatchFunctions.Jobs;

namespace BatchFunctions.Tests.Doubles;

/// <summary>A store of intents whose effects can be cut.</summary>
internal sealed class CutIntents(IIntentStore inner, CutPoint cut) : IIntentStore
{
    public Task<bool> CreateAsync(Intent intent, CancellationToken cancellation) =>
        cut.AroundAsync(() => inner.CreateAsync(intent, cancellation));

    public Task<Intent?> FindAsync(string token, CancellationToken cancellation) => inner.FindAsync(token, cancellation);

    public Task<bool> LeaseAsync(Intent seen, string owner, DateTimeOffset until, CancellationToken cancellation) =>
        cut.AroundAsync(() => inner.LeaseAsync(seen, owner, until, cancellation));

    public Task<bool> BeginAsync(string token, string owner, Doubt doubt, CancellationToken cancellation) =>
        cut.AroundAsync(() => inner.BeginAsync(token, owner, doubt, cancellation));

    public Task PauseAsync(string token, string owner, string position, CancellationToken cancellation) =>
        cut.AroundAsync(() => inner.PauseAsync(token, owner, position, cancellation));

    public Task ReleaseAsync(string token, string owner, Doubt? doubt, CancellationToken cancellation) =>
        cut.AroundAsync(() => inner.ReleaseAsync(token, owner, doubt, cancellation));

    public Task<Intent?> SettleAsync(string token, string jobId, CancellationToken cancellation) =>
        cut.AroundAsync(() => inner.SettleAsync(token, jobId, cancellation));

    public Task RefuseAsync(string token, string reason, CancellationToken cancellation) =>
        cut.AroundAsync(() => inner.RefuseAsync(token, reason, cancellation));

    public Task AbandonAsync(string token, DateTimeOffset at, CancellationToken cancellation) =>
        cut.AroundAsync(() => inner.AbandonAsync(token, at, cancellation));
}

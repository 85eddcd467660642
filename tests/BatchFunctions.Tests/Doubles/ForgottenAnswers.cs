using BatchFunctions.Intents;
using BatchFunctions.Jobs;

namespace BatchFunctions.Tests.Doubles;

/// <summary>A store of intents behind an SDK that does not hear the first answer of any conditional write, and makes it again.</summary>
internal sealed class ForgottenAnswers(IIntentStore inner) : IIntentStore
{
    public Task<bool> CreateAsync(Intent intent, CancellationToken cancellation) => TwiceAsync(() => inner.CreateAsync(intent, cancellation));

    public Task<Intent?> FindAsync(string token, CancellationToken cancellation) => inner.FindAsync(token, cancellation);

    public Task<bool> LeaseAsync(Intent seen, string owner, DateTimeOffset until, CancellationToken cancellation) =>
        TwiceAsync(() => inner.LeaseAsync(seen, owner, until, cancellation));

    public Task<bool> BeginAsync(string token, string owner, Doubt doubt, CancellationToken cancellation) =>
        TwiceAsync(() => inner.BeginAsync(token, owner, doubt, cancellation));

    public Task PauseAsync(string token, string owner, string position, CancellationToken cancellation) =>
        inner.PauseAsync(token, owner, position, cancellation);

    public Task ReleaseAsync(string token, string owner, Doubt? doubt, CancellationToken cancellation) =>
        inner.ReleaseAsync(token, owner, doubt, cancellation);

    public Task<Intent?> SettleAsync(string token, string jobId, CancellationToken cancellation) => inner.SettleAsync(token, jobId, cancellation);

    public Task RefuseAsync(string token, string reason, CancellationToken cancellation) => inner.RefuseAsync(token, reason, cancellation);

    public Task AbandonAsync(string token, DateTimeOffset at, CancellationToken cancellation) => inner.AbandonAsync(token, at, cancellation);

    private static async Task<bool> TwiceAsync(Func<Task<bool>> write)
    {
        await write();

        return await write();
    }
}

using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using Simulation.Tests.Cloud;

namespace Simulation.Tests.Planted;

/// <summary>Whoever asks gets the lease, held or not, and sees an intent that nobody is at.</summary>
internal sealed class GenerousLeases(IIntentStore inner) : IntentStoreDecorator(inner)
{
    public override async Task<Intent?> FindAsync(string token, CancellationToken cancellation) =>
        await Inner.FindAsync(token, cancellation) is { } known ? known with { LeaseUntil = DateTimeOffset.UnixEpoch, Doubt = null } : null;

    public override Task<bool> LeaseAsync(Intent seen, string owner, DateTimeOffset until, CancellationToken cancellation) => Task.FromResult(true);

    public override Task<bool> BeginAsync(string token, string owner, Doubt doubt, CancellationToken cancellation) => Task.FromResult(true);
}

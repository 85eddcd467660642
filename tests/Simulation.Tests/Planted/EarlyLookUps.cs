using BatchFunctions.Intents;
using Simulation.Tests.Cloud;

namespace Simulation.Tests.Planted;

/// <summary>Whoever takes a lease over looks for the job at once, whether or not AWS Batch lists it yet.</summary>
internal sealed class EarlyLookUps(IIntentStore inner) : IntentStoreDecorator(inner)
{
    public override async Task<Intent?> FindAsync(string token, CancellationToken cancellation) =>
        await Inner.FindAsync(token, cancellation) is { } known
            ? known with { Doubt = known.Doubt is { } doubt ? doubt with { Until = doubt.Until - IntentRules.ListingLag } : null }
            : null;
}

using BatchFunctions.Intents;
using Simulation.Tests.Cloud;

namespace Simulation.Tests.Planted;

/// <summary>The intent is never on record: everybody believes to be the first.</summary>
internal sealed class ForgetfulIntents(IIntentStore inner) : IntentStoreDecorator(inner)
{
    public override Task<bool> CreateAsync(Intent intent, CancellationToken cancellation) => Task.FromResult(true);
}

using BatchFunctions.Intents;
using BatchFunctions.Tests.Doubles;

namespace BatchFunctions.Tests.DynamoDb;

/// <summary>The double keeps what the port promises.</summary>
public sealed class InMemoryIntentTests : IntentStoreSuite
{
    private protected override IIntentStore Intents { get; } = new InMemoryIntents();
}

using BatchFunctions.Resources;
using BatchFunctions.Tests.Doubles;

namespace BatchFunctions.Tests.DynamoDb;

/// <summary>The double keeps what the port promises.</summary>
public sealed class InMemoryKeptRequestTests : KeptRequestSuite
{
    private protected override IKeptRequests Kept { get; } = new InMemoryKeptRequests();
}

using BatchFunctions.DynamoDb;
using BatchFunctions.Resources;

namespace BatchFunctions.Tests.DynamoDb;

/// <summary>The table keeps what the port promises.</summary>
public sealed class DynaliteKeptRequestTests(DynaliteFixture dynalite) : KeptRequestSuite, IClassFixture<DynaliteFixture>
{
    private protected override IKeptRequests Kept => new KeptRequestTable(dynalite.Table());
}

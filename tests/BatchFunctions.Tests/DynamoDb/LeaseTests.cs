using BatchFunctions.DynamoDb;
using BatchFunctions.Submissions;
using BatchFunctions.Tests.Doubles;
using BatchFunctions.Tracking;

namespace BatchFunctions.Tests.DynamoDb;

public sealed class InMemoryLeaseTests : LeaseSuite
{
    private protected override ISweepLease Lease { get; } = new InMemorySweepLease();

    private protected override IRecentBodies Bodies { get; } = new InMemoryRecentBodies();
}

/// <summary>The table keeps what the ports promise.</summary>
public sealed class DynaliteLeaseTests(DynaliteFixture dynalite) : LeaseSuite, IClassFixture<DynaliteFixture>
{
    private protected override ISweepLease Lease => new SweepLeaseTable(dynalite.Table());

    private protected override IRecentBodies Bodies => new RecentBodyTable(dynalite.Table());
}

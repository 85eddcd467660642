using BatchFunctions.DynamoDb;
using BatchFunctions.Jobs;
using BatchFunctions.Submissions;

namespace BatchFunctions.Tests.DynamoDb;

/// <summary>The table keeps what the port promises.</summary>
public sealed class DynaliteStoreTests(DynaliteFixture dynalite) : StoreSuite, IClassFixture<DynaliteFixture>
{
    private protected override IJobStore Jobs => dynalite.Jobs();

    private protected override IBlockedQueues Queues => new BlockedQueueTable(dynalite.Table());

    private protected override ISubmissionStore Submissions => new SubmissionTable(dynalite.Table());
}

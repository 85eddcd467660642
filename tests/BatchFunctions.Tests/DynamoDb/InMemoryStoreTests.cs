using BatchFunctions.Jobs;
using BatchFunctions.Submissions;
using BatchFunctions.Tests.Doubles;

namespace BatchFunctions.Tests.DynamoDb;

/// <summary>The double keeps what the port promises.</summary>
public sealed class InMemoryStoreTests : StoreSuite
{
    private protected override IJobStore Jobs { get; } = new InMemoryJobs();

    private protected override IBlockedQueues Queues { get; } = new InMemoryBlockedQueues();

    private protected override ISubmissionStore Submissions { get; } = new InMemorySubmissions();
}

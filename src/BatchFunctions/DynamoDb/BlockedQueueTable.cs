using BatchFunctions.Jobs;
using BatchFunctions.Wire;

namespace BatchFunctions.DynamoDb;

/// <summary>Blocked queues as items <c>QUEUE#name</c> / <c>QUEUE</c>.</summary>
internal sealed class BlockedQueueTable(Table table) : IBlockedQueues
{
    private const string Sort = "QUEUE";

    public Task RecordAsync(BlockedQueue queue, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set("headJobId", Attribute.Text(queue.HeadJobId))
            .Set("at", Attribute.Time(queue.At))
            .Set("expiresAt", table.ExpiresLate(queue.At))
            .OnlyIfAbsentOrLess("at", Attribute.Time(queue.At));

        return table.UpdateAsync(Partition(queue.JobQueue), Sort, update, cancellation);
    }

    public async Task<BlockedQueue?> FindAsync(string jobQueue, CancellationToken cancellation) =>
        await table.GetAsync(Partition(jobQueue), Sort, cancellation) is { } item
            ? new BlockedQueue(jobQueue, item.Required("headJobId"), item.RequiredTime("at"))
            : null;

    private static string Partition(string jobQueue) => $"QUEUE#{ResourceName.Of(jobQueue)}";
}

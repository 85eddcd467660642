using BatchFunctions.Jobs;
using BatchFunctions.Wire;

namespace BatchFunctions.Tests.Doubles;

internal sealed class InMemoryBlockedQueues : IBlockedQueues
{
    private readonly Dictionary<string, BlockedQueue> _queues = [];

    public Task RecordAsync(BlockedQueue queue, CancellationToken cancellation)
    {
        var name = ResourceName.Of(queue.JobQueue);
        if (!_queues.TryGetValue(name, out var known) || known.At < queue.At)
        {
            _queues[name] = queue;
        }

        return Task.CompletedTask;
    }

    public Task<BlockedQueue?> FindAsync(string jobQueue, CancellationToken cancellation) =>
        Task.FromResult(_queues.GetValueOrDefault(ResourceName.Of(jobQueue)) is { } known ? known with { JobQueue = jobQueue } : null);
}

using BatchFunctions.Jobs;
using BatchFunctions.Tracking;

namespace Simulation.Tests.Cloud;

/// <summary>
/// The index of what is not over: as the table does, it follows the writes of jobs and intents. What was looked at goes
/// to the end.
/// </summary>
internal sealed class TableWatch : IWatchStore
{
    private readonly Dictionary<WatchedItem, (DateTimeOffset At, long Order)> _items = [];
    private readonly HashSet<string> _stuck = [];
    private long _order;

    public int Count => _items.Count;

    /// <summary>Jobs that AWS Batch does not know any more.</summary>
    public List<string> Forgotten { get; } = [];

    public IJobStore Follow(IJobStore jobs) => new Jobs(jobs, this);

    public IIntentStore Follow(IIntentStore intents) => new Intents(intents, this);

    public Task<IReadOnlyList<WatchedItem>> StaleAsync(DateTimeOffset before, int limit, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<WatchedItem>>(
            [.. _items.Where(item => item.Value.At < before).OrderBy(item => item.Value).Take(limit).Select(item => item.Key)]);

    public Task TouchAsync(WatchedItem item, DateTimeOffset at, CancellationToken cancellation)
    {
        if (_items.ContainsKey(item))
        {
            Put(item, at);
        }

        return Task.CompletedTask;
    }

    public Task DropAsync(WatchedItem item, CancellationToken cancellation)
    {
        _items.Remove(item);

        return Task.CompletedTask;
    }

    public Task MarkForgottenAsync(string jobId, CancellationToken cancellation)
    {
        Forgotten.Add(jobId);

        return DropAsync(new(jobId, null), cancellation);
    }

    public Task<bool> IsToldStuckAsync(string jobId, CancellationToken cancellation) => Task.FromResult(_stuck.Contains(jobId));

    public Task MarkStuckAsync(string jobId, DateTimeOffset at, CancellationToken cancellation)
    {
        _stuck.Add(jobId);

        return Task.CompletedTask;
    }

    private void Put(WatchedItem item, DateTimeOffset at) => _items[item] = (at, _order++);

    private sealed class Jobs(IJobStore inner, TableWatch watch) : JobStoreDecorator(inner)
    {
        public override async Task RecordSubmissionAsync(SubmittedJob job, CancellationToken cancellation)
        {
            var isNew = await Inner.FindAsync(job.JobId, cancellation) is null;
            await Inner.RecordSubmissionAsync(job, cancellation);
            if (isNew)
            {
                watch.Put(new(job.JobId, null), job.At);
            }
        }

        public override async Task<bool> AdvanceAsync(JobChange change, CancellationToken cancellation)
        {
            var moved = await Inner.AdvanceAsync(change, cancellation);
            if (moved)
            {
                watch.Put(new(change.JobId, null), change.At);
            }

            return moved;
        }

        public override Task MarkHandledAsync(string jobId, CancellationToken cancellation)
        {
            watch._items.Remove(new(jobId, null));

            return Inner.MarkHandledAsync(jobId, cancellation);
        }
    }

    private sealed class Intents(IIntentStore inner, TableWatch watch) : IntentStoreDecorator(inner)
    {
        public override async Task<bool> CreateAsync(Intent intent, CancellationToken cancellation)
        {
            var isNew = await Inner.CreateAsync(intent, cancellation);
            if (isNew && !intent.IsSettled)
            {
                watch.Put(new(null, intent.Token), intent.CreatedAt);
            }

            return isNew;
        }

        public override async Task<bool> LeaseAsync(Intent seen, string owner, DateTimeOffset until, CancellationToken cancellation)
        {
            var isTaken = await Inner.LeaseAsync(seen, owner, until, cancellation);
            if (isTaken)
            {
                watch.Put(new(null, seen.Token), until);
            }

            return isTaken;
        }

        public override Task AbandonAsync(string token, DateTimeOffset at, CancellationToken cancellation) =>
            ThenDropAsync(token, Inner.AbandonAsync(token, at, cancellation), cancellation);

        public override async Task<Intent?> SettleAsync(string token, string jobId, CancellationToken cancellation)
        {
            watch._items.Remove(new(null, token));

            return await Inner.SettleAsync(token, jobId, cancellation);
        }

        public override Task RefuseAsync(string token, string reason, CancellationToken cancellation) =>
            ThenDropAsync(token, Inner.RefuseAsync(token, reason, cancellation), cancellation);

        private async Task ThenDropAsync(string token, Task write, CancellationToken cancellation)
        {
            await write;
            if (await Inner.FindAsync(token, cancellation) is { IsSettled: true } or { AbandonedAt: not null })
            {
                watch._items.Remove(new(null, token));
            }
        }
    }
}

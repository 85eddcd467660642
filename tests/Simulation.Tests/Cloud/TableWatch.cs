using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Submissions;
using BatchFunctions.Tracking;

namespace Simulation.Tests.Cloud;

/// <summary>
/// The index of what is not over: as the table does, it follows the writes of jobs, intents and submissions. What was looked at goes
/// to the end.
/// </summary>
internal sealed class TableWatch : IWatchStore
{
    private readonly Dictionary<WatchedItem, (DateTimeOffset At, long Order)> _items = [];
    private readonly HashSet<string> _stuck = [];
    private Dictionary<WatchedItem, long> _told = [];
    private long _order;

    public int Count => _items.Count;

    /// <summary>Jobs that AWS Batch does not know any more.</summary>
    public List<string> Forgotten { get; } = [];

    /// <summary>What a sweep was told last to be stale, and has neither moved nor been looked at since.</summary>
    public IReadOnlyList<WatchedItem> NotLookedAt =>
        [.. _told.Where(told => _items.TryGetValue(told.Key, out var place) && place.Order == told.Value).Select(told => told.Key)];

    public ISubmissionStore Follow(ISubmissionStore submissions) => new Submissions(submissions, this);

    public IJobStore Follow(IJobStore jobs) => new Jobs(jobs, this);

    public IIntentStore Follow(IIntentStore intents) => new Intents(intents, this);

    public Task<IReadOnlyList<OpenJob>> OpenJobsAsync(DateTimeOffset since, DateTimeOffset before, string? after, int limit, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<OpenJob>>(
        [
            .. _items.Where(item => item.Value.At >= since && item.Value.At < before)
                .Select(item => item.Key.JobId is { } jobId ? new OpenJob(jobId, $"{item.Value.At.UtcTicks:D20}|{item.Value.Order:D10}") : null).OfType<OpenJob>()
                .Where(job => after is null || string.CompareOrdinal(job.Place, after) > 0)
                .OrderBy(job => job.Place, StringComparer.Ordinal).Take(limit),
        ]);

    public Task<IReadOnlyList<WatchedItem>> StaleAsync(DateTimeOffset before, int limit, CancellationToken cancellation)
    {
        var stale = _items.Where(item => item.Key.JobId is null && item.Value.At < before).OrderBy(item => item.Value).Take(limit).ToList();
        _told = stale.ToDictionary(item => item.Key, item => item.Value.Order);

        return Task.FromResult<IReadOnlyList<WatchedItem>>(stale.ConvertAll(item => item.Key));
    }

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

    public Task MarkForgottenAsync(string jobId, DateTimeOffset at, CancellationToken cancellation)
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
            await Inner.RecordSubmissionAsync(job, cancellation);
            if (await Inner.FindAsync(job.JobId, cancellation) is { IsHandled: false })
            {
                watch._items.TryAdd(new(job.JobId, null), (job.At, watch._order++));
            }
        }

        /// <summary>The place in the order is where the job was first heard of; its end, told and done, takes it out.</summary>
        public override async Task<JobRecord?> AdvanceAsync(JobChange change, CancellationToken cancellation)
        {
            var moved = await Inner.AdvanceAsync(change, cancellation);
            if (moved is not null && change.IsHandled)
            {
                watch._items.Remove(new(change.JobId, null));
            }
            else if (moved is not null)
            {
                watch._items.TryAdd(new(change.JobId, null), (change.At, watch._order++));
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

    private sealed class Submissions(ISubmissionStore inner, TableWatch watch) : ISubmissionStore
    {
        public async Task<bool> CreateAsync(Submission submission, CancellationToken cancellation)
        {
            var isNew = await inner.CreateAsync(submission, cancellation);
            if (isNew)
            {
                watch.Put(new(null, null, submission.SubmissionId), submission.CreatedAt);
            }

            return isNew;
        }

        public Task<Submission?> FindAsync(string submissionId, CancellationToken cancellation) => inner.FindAsync(submissionId, cancellation);

        public Task MarkQueuedAsync(string submissionId, CancellationToken cancellation)
        {
            watch._items.Remove(new(null, null, submissionId));

            return inner.MarkQueuedAsync(submissionId, cancellation);
        }

        public async Task ReopenAsync(string submissionId, DateTimeOffset at, CancellationToken cancellation)
        {
            await inner.ReopenAsync(submissionId, at, cancellation);
            if (await inner.FindAsync(submissionId, cancellation) is { State: SubmissionState.Accepted, ReopenedAt: { } reopened } && reopened == at)
            {
                watch.Put(new(null, null, submissionId), at);
            }
        }

        public Task MarkCutOffAsync(string submissionId, DateTimeOffset at, CancellationToken cancellation)
        {
            watch._items.Remove(new(null, null, submissionId));

            return inner.MarkCutOffAsync(submissionId, at, cancellation);
        }

        public Task<SubmissionCounts> NoteCountsAsync(string submissionId, SubmissionCounts counts, CancellationToken cancellation) =>
            inner.NoteCountsAsync(submissionId, counts, cancellation);

        public Task<bool> MarkFinishedAsync(string submissionId, DateTimeOffset at, CancellationToken cancellation)
        {
            watch._items.Remove(new(null, null, submissionId));

            return inner.MarkFinishedAsync(submissionId, at, cancellation);
        }

        public Task MarkCorrectedAsync(string submissionId, DateTimeOffset at, CancellationToken cancellation) =>
            inner.MarkCorrectedAsync(submissionId, at, cancellation);

        public Task<bool> RecordRowAsync(SubmissionRow row, DateTimeOffset at, CancellationToken cancellation) =>
            inner.RecordRowAsync(row, at, cancellation);

        public Task<IReadOnlyList<SubmissionRow>> RowsAsync(string submissionId, int first, int most, CancellationToken cancellation) =>
            inner.RowsAsync(submissionId, first, most, cancellation);

        public Task<IReadOnlyList<SubmissionRow>> RowsAsync(string submissionId, CancellationToken cancellation) =>
            inner.RowsAsync(submissionId, cancellation);
    }
}

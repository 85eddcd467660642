using BatchFunctions.Failures;
using BatchFunctions.Jobs;

namespace BatchFunctions.Tests.Doubles;

internal sealed class InMemoryJobs : IJobStore
{
    private readonly Dictionary<string, JobRecord> _jobs = [];
    private readonly Dictionary<(string, int), FailedChild> _children = [];

    public IReadOnlyCollection<JobRecord> All => _jobs.Values;

    public Task<JobRecord?> FindAsync(string jobId, CancellationToken cancellation) => Task.FromResult(_jobs.GetValueOrDefault(jobId));

    public Task RecordSubmissionAsync(SubmittedJob job, CancellationToken cancellation)
    {
        var record = _jobs.GetValueOrDefault(job.JobId) ?? new JobRecord
        {
            JobId = job.JobId,
            JobName = job.JobName,
            JobQueue = job.JobQueue,
            JobDefinition = job.JobDefinition,
            Status = JobStatus.Submitted,
            Rank = StatusRank.Of(0, JobStatus.Submitted),
            CreatedAt = job.At,
            ChangedAt = job.At,
            History = [new JobTransition(1, JobStatus.Submitted, job.At, null)],
        };
        _jobs[job.JobId] = record with
        {
            Request = job.Request,
            Token = job.Token,
            OnFailure = job.OnFailure ?? record.OnFailure,
            SubmissionId = job.SubmissionId ?? record.SubmissionId,
            ArraySize = job.ArraySize ?? record.ArraySize,
            Resubmission = job.Resubmission,
            ResubmitOf = job.ResubmitOf ?? record.ResubmitOf,
            OriginalJobId = job.OriginalJobId ?? record.OriginalJobId,
            History = Told(record.History, new JobTransition(1, JobStatus.Submitted, job.At, null)),
        };

        return Task.CompletedTask;
    }

    public Task<bool> AdvanceAsync(JobChange change, CancellationToken cancellation)
    {
        var known = _jobs.GetValueOrDefault(change.JobId);
        if (known is not null && known.Rank >= change.Rank)
        {
            _jobs[change.JobId] = known with { History = Told(known.History, change.Transition) };
            return Task.FromResult(false);
        }

        known ??= new JobRecord
        {
            JobId = change.JobId,
            JobName = change.JobName,
            JobQueue = change.JobQueue,
            Status = change.Status,
            CreatedAt = change.CreatedAt,
            ChangedAt = change.At,
            Rank = change.Rank,
        };
        _jobs[change.JobId] = known with
        {
            JobName = change.JobName,
            JobQueue = change.JobQueue,
            JobDefinition = change.JobDefinition,
            Status = change.Status,
            Rank = change.Rank,
            StatusReason = change.StatusReason,
            Cause = change.Cause,
            Attempts = change.Attempts,
            StartedAt = change.StartedAt ?? known.StartedAt,
            StoppedAt = change.StoppedAt ?? known.StoppedAt,
            ArraySize = change.ArraySize ?? known.ArraySize,
            Token = change.Token ?? known.Token,
            MemoryMiB = change.MemoryMiB ?? known.MemoryMiB,
            Vcpus = change.Vcpus ?? known.Vcpus,
            IsFargate = change.IsFargate,
            ChangedAt = change.At,
            BlockedReason = null,
            History = Told(known.History, change.Transition),
        };

        return Task.FromResult(true);
    }

    public Task<bool> MarkBlockedAsync(JobChange change, CancellationToken cancellation)
    {
        if (_jobs.GetValueOrDefault(change.JobId) is not { } known || known.Rank != change.Rank)
        {
            return Task.FromResult(false);
        }

        _jobs[change.JobId] = known with { BlockedReason = change.StatusReason ?? "UNDETERMINED" };
        return Task.FromResult(true);
    }

    public Task RecordDecisionAsync(string jobId, string decision, string why, CancellationToken cancellation) =>
        ChangeAsync(jobId, job => job.Decision is null ? job with { Decision = decision, DecisionReason = why } : job);

    public Task TakeBackResubmissionAsync(string jobId, string why, CancellationToken cancellation) =>
        ChangeAsync(jobId, job => job is { Decision: FailureDecision.Resubmitted, ResubmittedAs: null }
            ? job with { Decision = FailureDecision.GivenUp, DecisionReason = why }
            : job);

    public Task MarkHandledAsync(string jobId, CancellationToken cancellation) => ChangeAsync(jobId, job => job with { IsHandled = true });

    public Task LinkResubmissionAsync(string failedJobId, string jobId, CancellationToken cancellation)
    {
        if (ArrayChild.Parse(failedJobId) is not { } key)
        {
            return ChangeAsync(failedJobId, job => job with { ResubmittedAs = job.ResubmittedAs ?? jobId });
        }

        if (_children.TryGetValue(key, out var child))
        {
            _children[key] = child with { ResubmittedAs = child.ResubmittedAs ?? jobId };
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyDictionary<JobStatus, int>> CountAsync(string submissionId, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyDictionary<JobStatus, int>>(
            _jobs.Values.Where(job => job.SubmissionId == submissionId).CountBy(job => job.Status).ToDictionary());

    public Task RecordFailedChildAsync(FailedChild child, CancellationToken cancellation)
    {
        _children.TryAdd((child.ParentId, child.Index), child);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<FailedChild>> FailedChildrenAsync(string jobId, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<FailedChild>>([.. _children.Values.Where(child => child.ParentId == jobId).OrderBy(child => child.Index)]);

    public Task<JobPage> ListAsync(JobQuery query, CancellationToken cancellation)
    {
        var found = _jobs.Values
            .Select(Summary)
            .Where(job => query.JobQueue is null || JobKeys.Name(job.JobQueue) == JobKeys.Name(query.JobQueue))
            .Where(job => query.Statuses.Count == 0 || query.Statuses.Contains(job.Status))
            .Where(job => job.JobName.StartsWith(query.NamePrefix ?? "", StringComparison.Ordinal))
            .Where(job => query.SubmissionId is null || job.SubmissionId == query.SubmissionId)
            .Where(job => query.CreatedAfter is null || job.CreatedAt >= query.CreatedAfter)
            .Where(job => query.CreatedBefore is null || job.CreatedAt < query.CreatedBefore)
            .Where(job => query.After is null || string.CompareOrdinal(job.Key, query.After) < 0)
            .OrderByDescending(job => job.Key, StringComparer.Ordinal)
            .ToList();

        return Task.FromResult(found.Count > query.Limit
            ? new JobPage(found[..query.Limit], found[query.Limit - 1].Key)
            : new JobPage(found, null));
    }

    /// <summary>The history with a line in its place, unless that place is taken.</summary>
    private static IReadOnlyList<JobTransition> Told(IReadOnlyList<JobTransition> history, JobTransition line) =>
        history.Any(known => Rank(known) == Rank(line)) ? history : [.. history.Append(line).OrderBy(Rank)];

    private static int Rank(JobTransition line) => StatusRank.Of(line.Attempt - 1, line.Status);

    private Task ChangeAsync(string jobId, Func<JobRecord, JobRecord> change)
    {
        if (_jobs.TryGetValue(jobId, out var known))
        {
            _jobs[jobId] = change(known);
        }

        return Task.CompletedTask;
    }

    private static JobSummary Summary(JobRecord job) => new()
    {
        JobId = job.JobId,
        JobName = job.JobName,
        JobQueue = job.JobQueue,
        JobDefinition = job.JobDefinition,
        Status = job.Status,
        StatusReason = job.StatusReason,
        CreatedAt = job.CreatedAt,
        StartedAt = job.StartedAt,
        StoppedAt = job.StoppedAt,
        Cause = job.Cause,
        ArraySize = job.ArraySize,
        SubmissionId = job.SubmissionId,
    };
}

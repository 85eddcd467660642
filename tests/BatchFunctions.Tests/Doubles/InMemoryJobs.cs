using BatchFunctions.Jobs;
using BatchFunctions.Wire;

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
            JobName = job.Request.JobName,
            JobQueue = job.Request.JobQueue,
            JobDefinition = job.Request.JobDefinition,
            Status = JobStatus.Submitted,
            Rank = StatusRank.Of(0, JobStatus.Submitted),
            CreatedAt = job.At,
            ChangedAt = job.At,
            History = [new JobTransition(1, JobStatus.Submitted, job.At, null)],
        };
        _jobs[job.JobId] = record with
        {
            IsAccepted = true,
            Request = job.Request.Body,
            Token = job.Request.Token,
            OnFailure = job.Request.OnFailure ?? record.OnFailure,
            SubmissionId = job.Request.SubmissionId ?? record.SubmissionId,
            Row = job.Request.Row ?? record.Row,
            Child = job.Request.Child ?? record.Child,
            Try = job.Request.Try > 0 ? job.Request.Try : record.Try,
            ShareIdentifier = job.Request.ShareIdentifier ?? record.ShareIdentifier,
            ArraySize = job.Request.ArraySize ?? record.ArraySize,
            Resubmission = job.Request.Resubmission,
            ResubmitOf = job.Request.ResubmitOf ?? record.ResubmitOf,
            OriginalJobId = job.Request.OriginalJobId ?? record.OriginalJobId,
            History = Told(record.History, [new JobTransition(1, JobStatus.Submitted, job.At, null)]),
        };

        return Task.CompletedTask;
    }

    public Task<JobRecord?> AdvanceAsync(JobChange change, CancellationToken cancellation)
    {
        var known = _jobs.GetValueOrDefault(change.JobId);
        if (known is not null && known.Rank >= change.Rank)
        {
            _jobs[change.JobId] = known with { History = Told(known.History, [.. change.Earlier.Select(earlier => earlier.Transition), change.Transition]) };
            return Task.FromResult<JobRecord?>(null);
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
            ShareIdentifier = change.ShareIdentifier ?? known.ShareIdentifier,
            ArraySize = change.ArraySize ?? known.ArraySize,
            Token = change.Token ?? known.Token,
            MemoryMiB = change.MemoryMiB ?? known.MemoryMiB,
            Vcpus = change.Vcpus ?? known.Vcpus,
            IsFargate = change.IsFargate,
            ChangedAt = change.At,
            BlockedReason = null,
            IsHandled = known.IsHandled || change.IsHandled,
            History = Told(known.History, [.. change.Earlier.Select(earlier => earlier.Transition), change.Transition]),
        };

        return Task.FromResult<JobRecord?>(_jobs[change.JobId]);
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

    public async Task<JobRecord?> RecordDecisionAsync(
        string jobId, string decision, string why, StoredVerdict verdict, DateTimeOffset at, CancellationToken cancellation)
    {
        var token = FailureDecision.TokenOf(jobId);
        var isByRule = verdict.Tries.Count > 0;
        await ChangeAsync(jobId, job => job.Verdict is not null || (job.Decision ?? decision) != decision || (isByRule && !IsFree(job.Successor, token))
            ? job
            : job with
            {
                Decision = decision,
                DecisionReason = why,
                Verdict = verdict,
                SuccessorToken = isByRule ? token : job.SuccessorToken,
                SuccessorAt = isByRule ? at : job.SuccessorAt,
            });

        return await FindAsync(jobId, cancellation);
    }

    public async Task<JobRecord?> TakeBackResubmissionAsync(string jobId, string token, string why, CancellationToken cancellation)
    {
        await ChangeAsync(jobId, job => job is { Decision: FailureDecision.Resubmitted, ResubmittedAs: null } && (job.SuccessorToken ?? token) == token
            ? job with { Decision = FailureDecision.GivenUp, DecisionReason = why, Verdict = new() { NeedsLook = true, IsTakenBack = true } }
            : job);

        return await FindAsync(jobId, cancellation);
    }

    public Task<SuccessorClaim?> ClaimSuccessorAsync(string failedJobId, string token, DateTimeOffset at, CancellationToken cancellation)
    {
        if (IsFree(Successor(failedJobId), token))
        {
            Claim(failedJobId, token, at);
        }

        return Task.FromResult(Successor(failedJobId));
    }

    public Task<SuccessorClaim?> FindSuccessorAsync(string failedJobId, CancellationToken cancellation) => Task.FromResult(Successor(failedJobId));

    public Task ReplaceSuccessorAsync(
        string failedJobId, SuccessorClaim seen, string token, DateTimeOffset at, CancellationToken cancellation)
    {
        if (Successor(failedJobId) is { JobId: null } claim && (claim.Token, claim.At) == (seen.Token, seen.At))
        {
            Claim(failedJobId, token, at);
        }

        return Task.CompletedTask;
    }

    public Task MarkHandledAsync(string jobId, CancellationToken cancellation) => ChangeAsync(jobId, job => job with { IsHandled = true });

    public Task LinkResubmissionAsync(string failedJobId, string jobId, CancellationToken cancellation)
    {
        if (ArrayChild.Parse(failedJobId) is not { } key)
        {
            return ChangeAsync(failedJobId, job => job with { ResubmittedAs = job.ResubmittedAs ?? jobId });
        }

        if (_children.TryGetValue(key, out var child))
        {
            _children[key] = child with
            {
                ResubmittedAs = child.ResubmittedAs ?? jobId,
                Successor = (child.Successor ?? new SuccessorClaim("", DateTimeOffset.UnixEpoch, null)) with { JobId = child.ResubmittedAs ?? jobId },
            };
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
            .Where(job => query.ShareIdentifier is null || job.ShareIdentifier == query.ShareIdentifier)
            .Select(Summary)
            .Where(job => query.JobQueue is null || ResourceName.Of(job.JobQueue) == ResourceName.Of(query.JobQueue))
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
    private static IReadOnlyList<JobTransition> Told(IReadOnlyList<JobTransition> history, IEnumerable<JobTransition> lines) =>
        [.. history.Concat(lines).DistinctBy(Rank).OrderBy(Rank)];

    private static int Rank(JobTransition line) => StatusRank.Of(line.Attempt - 1, line.Status);

    private static bool IsFree(SuccessorClaim? claim, string token) => claim is null || claim.Token == token;

    private SuccessorClaim? Successor(string failedJobId) => ArrayChild.Parse(failedJobId) is { } key
        ? _children.GetValueOrDefault(key)?.Successor
        : _jobs.GetValueOrDefault(failedJobId) is { Status: JobStatus.Failed } job ? job.Successor : null;

    private void Claim(string failedJobId, string token, DateTimeOffset at)
    {
        if (ArrayChild.Parse(failedJobId) is { } key)
        {
            if (_children.TryGetValue(key, out var child))
            {
                _children[key] = child with { Successor = new SuccessorClaim(token, at, child.ResubmittedAs) };
            }
        }
        else if (_jobs.GetValueOrDefault(failedJobId) is { Status: JobStatus.Failed } job)
        {
            _jobs[failedJobId] = job with { SuccessorToken = token, SuccessorAt = at };
        }
    }

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

using BatchFunctions.Jobs;
using BatchFunctions.ServiceJobs;
using BatchFunctions.Wire;

namespace BatchFunctions.Tests.Doubles;

/// <summary>Records of service jobs in memory, by the rules of the table.</summary>
internal sealed class InMemoryServiceJobs : IServiceJobStore
{
    private readonly Dictionary<string, ServiceJobRecord> _jobs = [];
    private readonly Dictionary<string, SortedDictionary<int, ServiceJobMoment>> _statuses = [];
    private readonly Dictionary<string, List<ServiceJobMoment>> _preemptions = [];
    private readonly Dictionary<string, ServiceJobRequest> _requests = [];
    private readonly HashSet<string> _open = [];

    public IReadOnlyCollection<ServiceJobRequest> Requests => _requests.Values;

    /// <summary>Writes that changed a record.</summary>
    public int Writes { get; private set; }

    public Task<ServiceJobRecord?> FindAsync(string jobId, CancellationToken cancellation) => Task.FromResult(_jobs.TryGetValue(jobId, out var job)
        ? job with { History = ServiceJobMoment.InOrder([.. _statuses.GetValueOrDefault(jobId, []).Values], [.. _preemptions.GetValueOrDefault(jobId, []).OrderBy(moment => moment.At)]) }
        : null);

    public async Task<IReadOnlyList<ServiceJobRecord>> FindManyAsync(IReadOnlyCollection<string> jobIds, CancellationToken cancellation) =>
        [.. (await Task.WhenAll(jobIds.Distinct().Select(id => FindAsync(id, cancellation)))).OfType<ServiceJobRecord>()];

    public Task<bool> TakeAsync(ServiceJobRecord news, CancellationToken cancellation)
    {
        var known = _jobs.GetValueOrDefault(news.JobId);
        Remember(news.JobId, news.Rank, news.At, news.Status, news.StatusReason);
        if (known is not null && known.Rank >= news.Rank)
        {
            return Task.FromResult(false);
        }

        Put(known is null ? news : known with
        {
            JobName = news.JobName,
            JobQueue = news.JobQueue,
            Status = news.Status,
            StatusReason = news.StatusReason,
            Cause = news.Cause,
            ServiceJobType = news.ServiceJobType ?? known.ServiceJobType,
            ShareIdentifier = news.ShareIdentifier ?? known.ShareIdentifier,
            QuotaShareName = news.QuotaShareName ?? known.QuotaShareName,
            StartedAt = news.StartedAt ?? known.StartedAt,
            StoppedAt = news.StoppedAt ?? known.StoppedAt,
            EndedAttempts = news.EndedAttempts,
            Attempts = news.Attempts.Count > 0 ? news.Attempts : known.Attempts,
            Preemptions = news.Preemptions,
            BlockedReason = null,
            IsForgotten = false,
            At = news.At,
        });
        _open.Add(news.JobId);

        return Task.FromResult(true);
    }

    public Task AddPreemptionAsync(string jobId, ServiceJobMoment preemption, CancellationToken cancellation)
    {
        if (_jobs.ContainsKey(jobId) && _preemptions.TryAdd(jobId, []) | !_preemptions[jobId].Exists(one => one.At == preemption.At && one.Preemption == preemption.Preemption))
        {
            _preemptions[jobId].Add(preemption);
        }

        return Task.CompletedTask;
    }

    public Task<bool> MarkBlockedAsync(ServiceJobRecord news, CancellationToken cancellation)
    {
        if (_jobs.GetValueOrDefault(news.JobId) is not { } known || known.Rank != news.Rank)
        {
            return Task.FromResult(false);
        }

        Put(known with { BlockedReason = news.StatusReason ?? "UNDETERMINED" });

        return Task.FromResult(true);
    }

    public Task<ServiceJobPage> ListAsync(ServiceJobQuery query, CancellationToken cancellation)
    {
        var found = _jobs.Values
            .Where(job => ResourceName.Of(job.JobQueue) == ResourceName.Of(query.JobQueue) && query.Takes(job))
            .Where(job => job.CreatedAt >= (query.CreatedAfter ?? DateTimeOffset.MinValue) && job.CreatedAt < (query.CreatedBefore ?? DateTimeOffset.MaxValue))
            .Where(job => query.After is null || string.CompareOrdinal(job.Key, query.After) < 0)
            .OrderByDescending(job => job.Key, StringComparer.Ordinal)
            .ToList();

        return Task.FromResult(found.Count > query.Limit ? new ServiceJobPage(found[..query.Limit], found[query.Limit - 1].Key) : new ServiceJobPage(found, null));
    }

    public Task<ServiceJobRequest> KeepRequestAsync(ServiceJobRequest request, CancellationToken cancellation)
    {
        _requests.TryAdd(request.Token, request);

        return Task.FromResult(_requests[request.Token]);
    }

    public Task<ServiceJobRequest?> FindRequestAsync(string token, CancellationToken cancellation) => Task.FromResult(_requests.GetValueOrDefault(token));

    public Task RecordSubmissionAsync(string jobId, ServiceJobRequest request, DateTimeOffset at, CancellationToken cancellation)
    {
        using var body = System.Text.Json.JsonDocument.Parse(request.Body);
        string? Text(string name) => RequestRules.Text(body.RootElement, name);
        var known = _jobs.GetValueOrDefault(jobId) ?? new ServiceJobRecord
        {
            JobId = jobId,
            JobName = Text("jobName") ?? "",
            JobQueue = Text("jobQueue") ?? "",
            ServiceJobType = Text("serviceJobType"),
            Status = ServiceJobStatuses.Submitted,
            ShareIdentifier = Text("shareIdentifier"),
            QuotaShareName = Text("quotaShareName"),
            CreatedAt = at,
            At = at,
        };
        Put(known with { Token = request.Token, Resubmission = request.Resubmission, ResubmitOf = request.ResubmitOf, OriginalJobId = request.OriginalJobId });
        if (!known.IsHandled)
        {
            _open.Add(jobId);
            Remember(jobId, 0, at, ServiceJobStatuses.Submitted, null);
        }

        if (request.ResubmitOf is { } failed && _jobs.TryGetValue(failed, out var job) && job.Successor?.JobId is null)
        {
            Put(job with { Successor = new SuccessorClaim(job.Successor?.Token ?? "", job.Successor?.At ?? DateTimeOffset.UnixEpoch, jobId) });
        }

        _requests[request.Token] = _requests[request.Token] with { JobId = _requests[request.Token].JobId ?? jobId };

        return Task.CompletedTask;
    }

    public Task<SuccessorClaim?> ClaimAsync(string jobId, string token, DateTimeOffset at, DateTimeOffset renewedSince, CancellationToken cancellation)
    {
        if (_jobs.GetValueOrDefault(jobId) is not { Status: ServiceJobStatuses.Failed } job)
        {
            return Task.FromResult<SuccessorClaim?>(null);
        }

        if (job.Successor is not { } claim || claim.Token == token || (claim.JobId is null && claim.At < renewedSince))
        {
            job = Put(job with { Successor = new SuccessorClaim(token, at, job.Successor?.JobId) });
        }

        return Task.FromResult(job.Successor);
    }

    public Task GiveBackAsync(string jobId, string token, CancellationToken cancellation)
    {
        if (_jobs.GetValueOrDefault(jobId) is { Successor: { JobId: null } claim } job && claim.Token == token)
        {
            Put(job with { Successor = null });
        }

        return Task.CompletedTask;
    }

    public async Task<ServiceJobRecord?> DecideAsync(string jobId, string decision, string why, StoredVerdict verdict, DateTimeOffset at, CancellationToken cancellation)
    {
        var token = FailureDecision.TokenOf(jobId);
        if (_jobs.GetValueOrDefault(jobId) is { Verdict: null } job && (verdict.Tries.Count == 0 || job.Successor is null || job.Successor.Token == token))
        {
            Put(job with
            {
                Decision = decision,
                DecisionReason = why,
                Verdict = verdict,
                Successor = verdict.Tries.Count > 0 ? new SuccessorClaim(token, at, job.Successor?.JobId) : job.Successor,
            });
        }

        return await FindAsync(jobId, cancellation);
    }

    public async Task<ServiceJobRecord?> TakeBackAsync(string jobId, string token, string why, CancellationToken cancellation)
    {
        if (_jobs.GetValueOrDefault(jobId) is { Verdict: { IsTakenBack: false } verdict, Decision: FailureDecision.Resubmitted, Successor: null or { JobId: null } } job
            && (job.Successor is null || job.Successor.Token == token))
        {
            Put(job with { Decision = FailureDecision.GivenUp, DecisionReason = why, Verdict = verdict with { NeedsLook = true, IsTakenBack = true }, Successor = null });
        }

        return await FindAsync(jobId, cancellation);
    }

    public Task MarkHandledAsync(string jobId, CancellationToken cancellation)
    {
        if (_jobs.TryGetValue(jobId, out var job))
        {
            Put(job with { IsHandled = true });
            _open.Remove(jobId);
        }

        return Task.CompletedTask;
    }

    public Task MarkForgottenAsync(string jobId, DateTimeOffset at, CancellationToken cancellation)
    {
        if (_jobs.TryGetValue(jobId, out var job))
        {
            Put(job with { IsForgotten = true, Cause = nameof(FailureCause.Unknown) });
            _open.Remove(jobId);
        }

        return Task.CompletedTask;
    }

    public Task MarkStuckAsync(string jobId, DateTimeOffset at, CancellationToken cancellation)
    {
        if (_jobs.TryGetValue(jobId, out var job))
        {
            Put(job with { IsToldStuck = true });
        }

        return Task.CompletedTask;
    }

    public Task DropAsync(string jobId, CancellationToken cancellation)
    {
        _open.Remove(jobId);

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<OpenServiceJob>> OpenAsync(DateTimeOffset since, DateTimeOffset before, string? after, int limit, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<OpenServiceJob>>(
        [
            .. _open.Select(id => _jobs[id])
                .Where(job => job.CreatedAt >= since && job.CreatedAt < before && (after is null || string.CompareOrdinal($"{job.Key}|{job.JobId}", after) > 0))
                .OrderBy(job => job.Key, StringComparer.Ordinal).Take(limit)
                .Select(job => new OpenServiceJob(job.JobId, $"{job.Key}|{job.JobId}")),
        ]);

    private ServiceJobRecord Put(ServiceJobRecord job)
    {
        Writes++;

        return _jobs[job.JobId] = job;
    }

    private void Remember(string jobId, int rank, DateTimeOffset at, string status, string? reason)
    {
        _statuses.TryAdd(jobId, []);
        _statuses[jobId].TryAdd(rank, new ServiceJobMoment(at, status, reason, Attempt: rank < StatusRank.Terminal ? ServiceJobStatuses.AttemptOf(rank) : 0));
    }
}

using BatchFunctions.ServiceJobs;
using BatchFunctions.Wire;

namespace BatchFunctions.Tests.Doubles;

/// <summary>Records of service jobs in memory, by the rules of the table.</summary>
internal sealed class InMemoryServiceJobs : IServiceJobStore
{
    private readonly Dictionary<string, ServiceJobRecord> _jobs = [];

    public Task<ServiceJobRecord?> FindAsync(string jobId, CancellationToken cancellation) => Task.FromResult(_jobs.GetValueOrDefault(jobId));

    public Task<bool> TakeAsync(ServiceJobRecord news, CancellationToken cancellation)
    {
        var known = _jobs.GetValueOrDefault(news.JobId);
        if (known is not null && known.Rank >= news.Rank)
        {
            return Task.FromResult(false);
        }

        _jobs[news.JobId] = known is null ? news : news with
        {
            CreatedAt = known.CreatedAt,
            ServiceJobType = news.ServiceJobType ?? known.ServiceJobType,
            ShareIdentifier = news.ShareIdentifier ?? known.ShareIdentifier,
            QuotaShareName = news.QuotaShareName ?? known.QuotaShareName,
            StartedAt = news.StartedAt ?? known.StartedAt,
        };

        return Task.FromResult(true);
    }

    public Task<bool> MarkBlockedAsync(ServiceJobRecord news, CancellationToken cancellation)
    {
        if (_jobs.GetValueOrDefault(news.JobId) is not { } known || known.Rank != news.Rank)
        {
            return Task.FromResult(false);
        }

        _jobs[news.JobId] = known with { BlockedReason = news.StatusReason ?? "UNDETERMINED" };

        return Task.FromResult(true);
    }

    public Task<ServiceJobPage> ListAsync(ServiceJobQuery query, CancellationToken cancellation)
    {
        var found = _jobs.Values
            .Where(job => ResourceName.Of(job.JobQueue) == ResourceName.Of(query.JobQueue))
            .Where(job => query.Statuses.Count == 0 || query.Statuses.Contains(job.Status))
            .Where(job => query.ShareIdentifier is null || job.ShareIdentifier == query.ShareIdentifier)
            .Where(job => query.After is null || string.CompareOrdinal(job.Key, query.After) < 0)
            .OrderByDescending(job => job.Key, StringComparer.Ordinal)
            .ToList();

        return Task.FromResult(found.Count > query.Limit ? new ServiceJobPage(found[..query.Limit], found[query.Limit - 1].Key) : new ServiceJobPage(found, null));
    }
}

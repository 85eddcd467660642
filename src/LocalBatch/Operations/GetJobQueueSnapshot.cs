using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Jobs;
using LocalBatch.Scheduling;
using LocalBatch.ServiceJobs;

namespace LocalBatch.Operations;

/// <summary>Tells the first 100 RUNNABLE jobs of a queue in the order of dispatch, and what its jobs use.</summary>
// Differs: since when a job has stood at its position is not kept over a restart; it begins anew then.
internal static class GetJobQueueSnapshot
{
    // AWS: the 20 shares that use most (API_FairshareUtilizationDetail).
    private const int TopShares = 20;

    /// <exception cref="ClientException"><c>jobQueue</c> is missing or unknown.</exception>
    public static GetJobQueueSnapshotResponse Run(GetJobQueueSnapshotRequest request, EngineState state)
    {
        var given = Require.Text(request.JobQueue, "jobQueue");
        var queue = state.FindJobQueue(given) ?? throw ClientException.Raw(AwsTexts.QueueNotFound(given));

        return queue.Services is { } services ? OfServices(queue, services, state) : new()
        {
            FrontOfQueue = Front(queue.Front.Look(QueueHead.Keys(queue, state.Steady), state.Now), state.Arns.Job, state.Now),
            QueueUtilization = new()
            {
                TotalCapacityUsage = [new() { CapacityUnit = JobDetails.CapacityUnit, Quantity = Vcpus(queue.UsedMilliVcpus) }],
                FairshareUtilization = queue.Shares is { } shares ? Utilization(shares, JobDetails.CapacityUnit) : null,
                LastUpdatedAt = state.Now,
            },
        };
    }

    // AWS: for service jobs the unit is the instance type (API_QueueSnapshotCapacityUsage).
    private static GetJobQueueSnapshotResponse OfServices(JobQueue queue, ServiceQueue services, EngineState state)
    {
        var isOfQuotaShares = queue.Policy is { IsOfQuotaShares: true };
        var used = services.Holding.SelectMany(job => job.Demand.Instances).GroupBy(pair => pair.Key).OrderBy(type => type.Key, StringComparer.Ordinal);

        return new()
        {
            FrontOfQueue = Front(services.Front.Look(services.InOrder(state.Steady), state.Now), Arn, state.Now),
            FrontOfQuotaShares = isOfQuotaShares ? FrontOfShares(services, Arn, state.Now) : null,
            QueueUtilization = new()
            {
                TotalCapacityUsage = [.. used.Select(type => new QueueSnapshotCapacityUsage { CapacityUnit = type.Key, Quantity = type.Sum(pair => pair.Value) })],
                FairshareUtilization = queue.Shares is { } shares ? Utilization(shares, ServiceEnvironment.AnyInstance) : null,
                QuotaShareUtilization = isOfQuotaShares ? Utilization(services) : null,
                LastUpdatedAt = state.Now,
            },
        };

        string Arn(JobKey key) => state.Arns.ServiceJob(key.Id);
    }

    private static FrontOfQueueDetail Front(IEnumerable<Position> positions, Func<JobKey, string> arn, long now) => new()
    {
        Jobs = [.. positions.Select(position => new FrontOfQueueJobSummary { JobArn = arn(position.Key), EarliestTimeAtPosition = position.Since })],
        LastUpdatedAt = now,
    };

    private static FrontOfQuotaSharesDetail FrontOfShares(ServiceQueue services, Func<JobKey, string> arn, long now) => new()
    {
        QuotaShares = services.Heads.ToDictionary(
            head => head.Share,
            head => (services.ShareFronts.GetValueOrDefault(head.Share) ?? new()).Look([new(head.Head.Id, -1)], now)
                .Select(position => new FrontOfQuotaShareJobSummary { JobArn = arn(position.Key), EarliestTimeAtPosition = position.Since })
                .ToList()),
        LastUpdatedAt = now,
    };

    private static QuotaShareUtilizationDetail Utilization(ServiceQueue services) => new()
    {
        TopCapacityUtilization =
        [
            .. services.QuotaShares.Values
                .Where(share => share.Used.Total > 0)
                .OrderByDescending(share => share.Used.Total)
                .Take(TopShares)
                .Select(share => new QuotaShareCapacityUtilization
                {
                    QuotaShareName = share.Name,
                    CapacityUsage = [.. share.Used.All.Select(type => new QuotaShareCapacityUsage { CapacityUnit = type.Key, Quantity = type.Value })],
                }),
        ],
    };

    // AWS: shares that use capacity at the moment; one that only waits, or has just ended, is not among them (API_FairshareUtilizationDetail).
    private static FairshareUtilizationDetail Utilization(FairShares shares, string unit)
    {
        var users = shares.All.Where(share => share.UsedMilliVcpus > 0).ToList();

        return new()
        {
            ActiveShareCount = users.Count,
            TopCapacityUtilization =
            [
                .. users
                    .OrderByDescending(share => share.UsedMilliVcpus)
                    .ThenBy(share => share.FirstSeen)
                    .Take(TopShares)
                    .Select(share => new FairshareCapacityUtilization
                    {
                        ShareIdentifier = share.Id,
                        CapacityUsage = [new() { CapacityUnit = unit, Quantity = Vcpus(share.UsedMilliVcpus) }],
                    }),
            ],
        };
    }

    private static double Vcpus(long milliVcpus) => milliVcpus / 1000.0;
}

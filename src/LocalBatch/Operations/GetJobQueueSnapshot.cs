using Amazon.Batch.Model;
using LocalBatch.Scheduling;

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

        return new()
        {
            FrontOfQueue = new()
            {
                Jobs =
                [
                    .. queue.Front.Look(queue, state.Now, state.Steady)
                        .Select(position => new FrontOfQueueJobSummary { JobArn = state.Arns.Job(position.Key), EarliestTimeAtPosition = position.Since }),
                ],
                LastUpdatedAt = state.Now,
            },
            QueueUtilization = new()
            {
                TotalCapacityUsage = [new() { CapacityUnit = JobDetails.CapacityUnit, Quantity = Vcpus(queue.UsedMilliVcpus) }],
                FairshareUtilization = queue.Shares is { } shares ? Utilization(shares) : null,
                LastUpdatedAt = state.Now,
            },
        };
    }

    // AWS: shares that use capacity at the moment; one that only waits, or has just ended, is not among them (API_FairshareUtilizationDetail).
    private static FairshareUtilizationDetail Utilization(FairShares shares)
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
                        CapacityUsage = [new() { CapacityUnit = JobDetails.CapacityUnit, Quantity = Vcpus(share.UsedMilliVcpus) }],
                    }),
            ],
        };
    }

    private static double Vcpus(long milliVcpus) => milliVcpus / 1000.0;
}

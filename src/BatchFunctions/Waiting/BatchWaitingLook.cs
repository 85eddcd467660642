using Amazon.Batch.Model;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;
using JobStatus = BatchFunctions.Jobs.JobStatus;

namespace BatchFunctions.Waiting;

/// <summary>Collects what AWS Batch alone tells of a job that waits.</summary>
internal sealed class BatchWaitingLook(IBatchJobs batch, IQueueLook look)
{
    // AWS: a job depends on 20 jobs at most (API_SubmitJob).
    private const int MostDependencies = 20;

    private static readonly string[] Blocks = ["MISCONFIGURATION", "CAPACITY", "ACTION_REQUIRED", "UNDETERMINED"];

    /// <summary>What the job itself says; no call is made.</summary>
    /// <param name="detail"><c>null</c> where AWS Batch does not know the job any more.</param>
    public static WaitingFacts Begin(string jobId, JobStatus status, JobDetail? detail) => WaitingNeeds.Of(detail) with
    {
        JobId = jobId,
        Status = status,
        JobQueue = ResourceName.Of(detail?.JobQueue ?? ""),
        StatusReason = detail?.StatusReason,
        BlockedReason = BlockedWords(status, detail?.StatusReason),
    };

    /// <summary>The facts with those of its queue, of what it depends on and of what it consumes, as far as its status makes them matter.</summary>
    public async Task<WaitingFacts> CompleteAsync(WaitingFacts facts, JobDetail? detail, CancellationToken cancellation) => facts.Status switch
    {
        JobStatus.Pending when facts.Children.GetValueOrDefault(JobStatus.Runnable) > 0 => facts with { Queue = await look.FindAsync(facts.JobQueue, facts.JobId, cancellation) },
        JobStatus.Pending => facts with { Dependencies = await DependenciesAsync(detail, cancellation) },
        JobStatus.Runnable => facts with
        {
            Queue = await look.FindAsync(facts.JobQueue, facts.JobId, cancellation),
            Consumables = await look.ConsumablesAsync(detail?.ConsumableResourceProperties?.ConsumableResourceList ?? [], cancellation),
        },
        _ => facts,
    };

    /// <summary>AWS: a blocked job's status reason begins with the kind of what blocks it (user guide, jobs stuck in RUNNABLE); the event with it may not have come yet.</summary>
    private static string? BlockedWords(JobStatus status, string? reason) =>
        status == JobStatus.Runnable && reason is not null && Blocks.Any(kind => reason.StartsWith(kind, StringComparison.Ordinal)) ? reason : null;

    private async Task<IReadOnlyList<Awaited>> DependenciesAsync(JobDetail? detail, CancellationToken cancellation)
    {
        var depends = (detail?.DependsOn ?? []).Where(one => one.JobId is { Length: > 0 }).Take(MostDependencies).ToList();
        if (depends.Count == 0)
        {
            return [];
        }

        var found = (await batch.DescribeAsync([.. depends.Select(one => one.JobId).Distinct()], cancellation)).ToDictionary(job => job.JobId);

        return [.. depends.Select(one => found.GetValueOrDefault(one.JobId) is { } job
            ? new Awaited(one.JobId, job.JobName, JobStatusNames.Parse(job.Status?.Value), one.Type?.Value)
            : new Awaited(one.JobId, null, null, one.Type?.Value))];
    }
}

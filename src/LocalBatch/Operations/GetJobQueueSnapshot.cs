using Amazon.Batch.Model;
using LocalBatch.Scheduling;

namespace LocalBatch.Operations;

/// <summary>Tells the first 100 RUNNABLE jobs of a queue in the order of dispatch.</summary>
// Differs: earliestTimeAtPosition is the time of the look; how long a job has stood in its place is not kept.
internal static class GetJobQueueSnapshot
{
    private const int Front = 100;

    /// <exception cref="ClientException"><c>jobQueue</c> is missing or unknown.</exception>
    public static GetJobQueueSnapshotResponse Run(GetJobQueueSnapshotRequest request, EngineState state)
    {
        var given = Require.Text(request.JobQueue, "jobQueue");
        var queue = state.FindJobQueue(given) ?? throw ClientException.Raw(AwsTexts.QueueNotFound(given));

        return new()
        {
            FrontOfQueue = new()
            {
                Jobs = [.. First(queue, state.Steady).Select(key => new FrontOfQueueJobSummary { JobArn = state.Arns.Job(key), EarliestTimeAtPosition = state.Now })],
                LastUpdatedAt = state.Now,
            },
        };
    }

    private static List<Jobs.JobKey> First(JobQueue queue, long now)
    {
        var front = new List<Jobs.JobKey>();
        if (queue.Ready.Count == 0)
        {
            return front;
        }

        var head = new QueueHead(queue, now);
        do
        {
            front.Add(head.RestIndex >= 0 ? new(head.Job.Spec.Id, head.RestIndex) : head.Job.Key);
        }
        while (front.Count < Front && head.MoveNext());

        return front;
    }
}

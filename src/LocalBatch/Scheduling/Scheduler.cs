using LocalBatch.Jobs;

namespace LocalBatch.Scheduling;

/// <summary>
/// Decides what starts. Looks only at the head of each queue and share: what it costs depends on what it places and on
/// the number of queues and shares, never on how many jobs wait.
/// </summary>
internal static class Scheduler
{
    /// <summary>Queues with something to run, highest priority first; among equals the one whose head is oldest.</summary>
    /// <param name="now">On the steady clock.</param>
    public static PriorityQueue<QueueHead, QueueRank> Group(IEnumerable<JobQueue> queues, long now)
    {
        var heads = new PriorityQueue<QueueHead, QueueRank>();
        foreach (var queue in queues)
        {
            if (queue.Ready.Count > 0 && !queue.IsGone)
            {
                var head = new QueueHead(queue, now);
                heads.Enqueue(head, head.Rank);
            }
        }

        return heads;
    }

    /// <summary>Places heads until none fits. Changes nothing but <paramref name="heads"/> and <paramref name="free"/>.</summary>
    public static Choice Choose(PriorityQueue<QueueHead, QueueRank> heads, FreeCapacity free)
    {
        var placements = new List<Placement>();
        var waiting = new List<WaitingHead>();
        var machineIsFull = false;
        while (heads.TryDequeue(out var head, out _))
        {
            var environment = machineIsFull ? null : free.FirstThatFits(head, out machineIsFull);
            if (environment is null)
            {
                waiting.Add(new(head.Queue, head.Job, head.RestIndex, BlockingReason.For(head.Demand, head.Queue.Environments, free.MachineGpus, head.Reserved) ?? free.Lacking(head)));
                continue;
            }

            placements.Add(new(head.Job, head.RestIndex, environment));
            free.Take(head, environment);
            if (head.MoveNext())
            {
                heads.Enqueue(head, head.Rank);
            }
        }

        return new(placements, waiting);
    }
}

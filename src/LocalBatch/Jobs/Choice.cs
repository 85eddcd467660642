namespace LocalBatch.Jobs;

/// <summary>One job that can start now.</summary>
/// <param name="Job">The job; an array parent where the child is not an object yet.</param>
/// <param name="RestIndex">Index of that child, else -1.</param>
internal sealed record Placement(Job Job, int RestIndex, ComputeEnvironment Environment);

/// <summary>What one look at the queues found.</summary>
/// <param name="Placements">In the order they are to happen.</param>
/// <param name="Waiting">The head of each queue that still has one.</param>
internal sealed record Choice(IReadOnlyList<Placement> Placements, IReadOnlyList<WaitingHead> Waiting);

/// <param name="Reason">Why it cannot run however long it waits; <c>null</c> where it only waits its turn.</param>
internal sealed record WaitingHead(JobQueue Queue, Job Job, int RestIndex, BlockingReason? Reason);

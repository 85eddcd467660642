namespace LocalBatch.Jobs;

/// <summary>Something EventBridge is to hear of: which job, and how it stood.</summary>
/// <param name="EventId">The envelope's id; children of <paramref name="Range"/> derive theirs from it.</param>
/// <param name="At">Unix milliseconds.</param>
/// <param name="IsQueueBlocked">A <c>Batch Job Queue Blocked</c> event instead of a state change.</param>
/// <param name="Snapshot">How it stood; for a range, how its first child stood.</param>
/// <param name="Job">The job; for a range, the array parent.</param>
/// <param name="Range">First and last index, pair by pair, of children that did this together; empty for one job.</param>
internal sealed record JobHappening(
    Guid EventId,
    long At,
    bool IsQueueBlocked,
    JobSnapshot Snapshot,
    Job Job,
    IReadOnlyList<int> Range);

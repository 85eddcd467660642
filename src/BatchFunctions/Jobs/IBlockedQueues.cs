namespace BatchFunctions.Jobs;

/// <summary>Which job was last told to block which queue. Whether it still does, its record says.</summary>
internal interface IBlockedQueues
{
    /// <summary>Notes the head of a blocked queue; what was told later stays.</summary>
    Task RecordAsync(BlockedQueue queue, CancellationToken cancellation);

    /// <param name="jobQueue">ARN or name.</param>
    Task<BlockedQueue?> FindAsync(string jobQueue, CancellationToken cancellation);
}

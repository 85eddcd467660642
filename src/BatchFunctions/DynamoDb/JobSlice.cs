using BatchFunctions.Jobs;

namespace BatchFunctions.DynamoDb;

/// <summary>What was read of one partition, newest first.</summary>
/// <param name="ReadUpTo">Key down to which it is complete; <c>null</c> when nothing is left.</param>
internal sealed record JobSlice(IReadOnlyList<JobSummary> Jobs, string? ReadUpTo);

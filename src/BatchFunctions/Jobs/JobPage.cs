namespace BatchFunctions.Jobs;

/// <summary>A page of a list.</summary>
/// <param name="Next">Where the next page goes on; <c>null</c> when nothing can follow.</param>
internal sealed record JobPage(IReadOnlyList<JobSummary> Jobs, string? Next);

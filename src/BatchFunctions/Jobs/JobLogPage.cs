namespace BatchFunctions.Jobs;

/// <summary>A page of a job's output.</summary>
/// <param name="Next">Where the next page goes on, also when there is nothing there yet.</param>
internal sealed record JobLogPage(IReadOnlyList<JobLogLine> Lines, string Next);

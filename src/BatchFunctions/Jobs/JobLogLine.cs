namespace BatchFunctions.Jobs;

/// <summary>A line of a job's output.</summary>
/// <param name="Timestamp">Milliseconds since 1970.</param>
internal sealed record JobLogLine(long Timestamp, string Message);

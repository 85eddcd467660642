namespace BatchFunctions.Tracking;

/// <summary>When the sweep looks at something, and when it raises its voice.</summary>
/// <param name="StaleAfter">Time without news after which a job is compared with AWS Batch.</param>
/// <param name="StuckAfter">Time in RUNNABLE after which a job is told to be stuck.</param>
internal sealed record SweepSettings(TimeSpan StaleAfter, TimeSpan StuckAfter);

namespace BatchFunctions.Tracking;

/// <summary>How the sweep looks at each kind of thing that is not over yet.</summary>
internal sealed record SweepLooks(JobSweep Jobs, IntentSweep Intents, SubmissionSweep Submissions);

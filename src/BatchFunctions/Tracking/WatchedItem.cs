namespace BatchFunctions.Tracking;

/// <summary>Something that is not over yet: a job, an intent or a submission, whichever is named.</summary>
internal sealed record WatchedItem(string? JobId, string? Token, string? SubmissionId = null)
{
    /// <summary>What it is, as metrics and log lines name it.</summary>
    public string Kind => this switch
    {
        { JobId: not null } => "JOB",
        { SubmissionId: not null } => "SUBMISSION",
        _ => "INTENT",
    };
}

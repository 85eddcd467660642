namespace BatchFunctions.Submissions;

/// <summary>How far a submission has come.</summary>
internal enum SubmissionState
{
    /// <summary>Checked and written down; its jobs are going onto the queue.</summary>
    Accepted,

    /// <summary>All its jobs are on the queue.</summary>
    Queued,

    /// <summary>AWS Batch has answered for each of its jobs, and the result is written.</summary>
    Finished,
}

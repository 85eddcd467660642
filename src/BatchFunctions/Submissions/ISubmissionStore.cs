namespace BatchFunctions.Submissions;

/// <summary>The submissions and the outcome of each of their jobs. Every write is safe to repeat.</summary>
internal interface ISubmissionStore
{
    /// <returns>False where the id was known; the submission there is unchanged.</returns>
    Task<bool> CreateAsync(Submission submission, CancellationToken cancellation);

    Task<Submission?> FindAsync(string submissionId, CancellationToken cancellation);

    /// <summary>Notes that every job is on the queue. One that was cut off is whole again; any other that is finished stays so.</summary>
    Task MarkQueuedAsync(string submissionId, CancellationToken cancellation);

    /// <summary>
    /// Notes that somebody goes on with one whose intake was cut off: it is only accepted again, so that nothing finishes it before all its jobs are on the
    /// queue. Any other stays as it is.
    /// </summary>
    Task ReopenAsync(string submissionId, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Notes that taking it in was cut off. One whose jobs are all on the queue stays as it is.</summary>
    Task MarkCutOffAsync(string submissionId, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Notes what is about to be told of the submission's end. What was noted first stays, so that it is told the same each time.</summary>
    /// <returns>What stands there then.</returns>
    Task<SubmissionCounts> NoteCountsAsync(string submissionId, SubmissionCounts counts, CancellationToken cancellation);

    /// <summary>Notes that the result is written.</summary>
    /// <returns>False where that was noted before.</returns>
    Task<bool> MarkFinishedAsync(string submissionId, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Notes that the result of a finished submission is written again.</summary>
    Task MarkCorrectedAsync(string submissionId, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Notes the outcome of one job. A job id stays; an error gives way to one, when a dead letter was redriven.</summary>
    /// <returns>Whether a job id stands where an error was told before.</returns>
    Task<bool> RecordRowAsync(SubmissionRow row, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>The outcomes known so far, every one that was recorded before the call.</summary>
    Task<IReadOnlyList<SubmissionRow>> RowsAsync(string submissionId, CancellationToken cancellation);
}

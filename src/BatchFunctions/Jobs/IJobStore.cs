namespace BatchFunctions.Jobs;

/// <summary>The records of jobs. Every write is one conditional write of one item, and safe to repeat.</summary>
internal interface IJobStore
{
    Task<JobRecord?> FindAsync(string jobId, CancellationToken cancellation);

    /// <summary>Adds the request to the job's record, which an event may have begun already; a status there stays.</summary>
    Task RecordSubmissionAsync(SubmittedJob job, CancellationToken cancellation);

    /// <summary>Takes the news in if it ranks higher than what is known.</summary>
    /// <returns>Whether it did; false for doubled, late and reordered news.</returns>
    Task<bool> AdvanceAsync(JobChange change, CancellationToken cancellation);

    /// <summary>Marks a job that has not started as blocked at the head of its queue.</summary>
    /// <returns>False where the record has moved on since.</returns>
    Task<bool> MarkBlockedAsync(JobChange change, CancellationToken cancellation);

    /// <summary>Writes down what is done about a failed job. The first decision stays.</summary>
    Task RecordDecisionAsync(string jobId, string decision, string why, CancellationToken cancellation);

    /// <summary>Turns the decision to resubmit into one to give up, unless a job stands in for the failed one already.</summary>
    Task TakeBackResubmissionAsync(string jobId, string why, CancellationToken cancellation);

    /// <summary>Notes that all is done about a job that is over.</summary>
    Task MarkHandledAsync(string jobId, CancellationToken cancellation);

    /// <summary>Notes which job stands in for a failed one. The first one stays.</summary>
    Task LinkResubmissionAsync(string failedJobId, string jobId, CancellationToken cancellation);

    Task RecordFailedChildAsync(FailedChild child, CancellationToken cancellation);

    /// <summary>Failed children of an array job, by index.</summary>
    Task<IReadOnlyList<FailedChild>> FailedChildrenAsync(string jobId, CancellationToken cancellation);

    /// <summary>How many jobs of a submission are in which status.</summary>
    Task<IReadOnlyDictionary<JobStatus, int>> CountAsync(string submissionId, CancellationToken cancellation);

    Task<JobPage> ListAsync(JobQuery query, CancellationToken cancellation);
}

namespace BatchFunctions.Jobs;

/// <summary>The records of jobs. Every write is one conditional write of one item, and safe to repeat.</summary>
internal interface IJobStore
{
    /// <summary>The record with the request that made the job.</summary>
    Task<JobRecord?> FindAsync(string jobId, CancellationToken cancellation);

    /// <summary>The record alone, for those who do not need the request.</summary>
    Task<JobRecord?> FindBareAsync(string jobId, CancellationToken cancellation) => FindAsync(jobId, cancellation);

    /// <summary>The records of several jobs, without their requests, in no order; ids of which there is none that can be read are left out.</summary>
    async Task<IReadOnlyList<JobRecord>> FindManyAsync(IReadOnlyCollection<string> jobIds, CancellationToken cancellation) =>
        [.. (await Task.WhenAll(jobIds.Distinct().Select(jobId => FindBareAsync(jobId, cancellation)))).OfType<JobRecord>()];

    /// <summary>Adds the request to the job's record, which an event may have begun already; a status there stays.</summary>
    Task RecordSubmissionAsync(SubmittedJob job, CancellationToken cancellation);

    /// <summary>Takes the news in if it ranks higher than what is known.</summary>
    /// <returns>The record as it stands then, without the request; <c>null</c> for doubled, late and reordered news.</returns>
    Task<JobRecord?> AdvanceAsync(JobChange change, CancellationToken cancellation);

    /// <summary>Marks a job that has not started as blocked at the head of its queue.</summary>
    /// <returns>False where the record has moved on since.</returns>
    Task<bool> MarkBlockedAsync(JobChange change, CancellationToken cancellation);

    /// <summary>
    /// Writes down what is done about a failed job, and where it is tried again by the rules, that their request stands in for
    /// it: both in one write. The first decision stays, and one to try again is not written beside another request's claim.
    /// </summary>
    /// <returns>The record as it stands then; <c>null</c> where there is none. Without a decision where a claim was in the way.</returns>
    Task<JobRecord?> RecordDecisionAsync(
        string jobId, string decision, string why, StoredVerdict verdict, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Turns the decision to resubmit into one to give up, unless a job, or another request, stands in for the failed one already.</summary>
    /// <param name="token">The request that will not be a job.</param>
    /// <returns>The record as it stands then; <c>null</c> where there is none.</returns>
    Task<JobRecord?> TakeBackResubmissionAsync(string jobId, string token, string why, CancellationToken cancellation);

    /// <summary>
    /// Notes in one conditional write that a request stands in for a FAILED job, or for a failed child of an array, unless
    /// another one does. The same one only renews the time, however often.
    /// </summary>
    /// <returns>The claim that stands then; <c>null</c> where there is no such failed job.</returns>
    Task<SuccessorClaim?> ClaimSuccessorAsync(string failedJobId, string token, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>The request that stands in for a failed job, or for a failed child of an array; <c>null</c> where none does.</summary>
    Task<SuccessorClaim?> FindSuccessorAsync(string failedJobId, CancellationToken cancellation);

    /// <summary>Puts a claim in the place of one of which nothing will come. A repetition finds the place taken, by itself, and changes nothing.</summary>
    Task ReplaceSuccessorAsync(string failedJobId, SuccessorClaim seen, string token, DateTimeOffset at, CancellationToken cancellation);

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

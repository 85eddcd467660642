using System.Globalization;
using BatchFunctions.Wire;

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

/// <summary>Which jobs a list shows; newest first.</summary>
internal sealed record JobQuery
{
    /// <summary>Name of a queue, not its ARN.</summary>
    public string? JobQueue { get; init; }

    /// <summary>Statuses to show; all when empty.</summary>
    public IReadOnlyList<JobStatus> Statuses { get; init; } = [];

    /// <summary>Only jobs that count for this share of <see cref="JobQueue"/>; shares of other queues are other shares.</summary>
    public string? ShareIdentifier { get; init; }

    public string? NamePrefix { get; init; }

    /// <summary>Earliest creation time, itself included.</summary>
    public DateTimeOffset? CreatedAfter { get; init; }

    /// <summary>Latest creation time, itself excluded.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }

    public string? SubmissionId { get; init; }

    public required int Limit { get; init; }

    /// <summary>Key of the last job of the page before; <c>null</c> for the first page.</summary>
    public string? After { get; init; }

    /// <summary>Whether a job is one that is asked for, its time and its share aside. The filter of a submission's jobs takes queues in whose ARN the name only begins another.</summary>
    public bool Takes(JobSummary job) =>
        (Statuses.Count == 0 || Statuses.Contains(job.Status))
        && job.JobName.StartsWith(NamePrefix ?? "", StringComparison.Ordinal)
        && (JobQueue is not { } queue || ResourceName.Of(job.JobQueue) == ResourceName.Of(queue));
}

/// <summary>A job as lists show it.</summary>
internal sealed record JobSummary
{
    public required string JobId { get; init; }

    public required string JobName { get; init; }

    public required string JobQueue { get; init; }

    public string? JobDefinition { get; init; }

    public required JobStatus Status { get; init; }

    public string? StatusReason { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? StoppedAt { get; init; }

    public string? Cause { get; init; }

    public int? ArraySize { get; init; }

    public string? SubmissionId { get; init; }

    /// <summary>Where the job stands in every list: its creation time, then its id.</summary>
    public string Key => JobKeys.Created(CreatedAt, JobId);
}

/// <summary>A page of a list.</summary>
/// <param name="Next">Where the next page goes on; <c>null</c> when nothing can follow.</param>
internal sealed record JobPage(IReadOnlyList<JobSummary> Jobs, string? Next);

/// <summary>Keys that sort as text the way their times do.</summary>
internal static class JobKeys
{
    /// <summary>Greater than every key of a job created before <paramref name="at"/>, smaller than any created at it or later.</summary>
    public static string At(DateTimeOffset at) => at.ToUnixTimeMilliseconds().ToString("D15", CultureInfo.InvariantCulture);

    public static string Created(DateTimeOffset at, string jobId) => $"{At(at)}#{jobId}";
}

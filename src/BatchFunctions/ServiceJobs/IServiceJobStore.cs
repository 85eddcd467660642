using BatchFunctions.Jobs;

namespace BatchFunctions.ServiceJobs;

/// <summary>The records of service jobs. Every write is one conditional write of one item, and safe to repeat.</summary>
internal interface IServiceJobStore
{
    Task<ServiceJobRecord?> FindAsync(string jobId, CancellationToken cancellation);

    /// <summary>The records of these jobs; those that there are not, or that cannot be read, are left out.</summary>
    Task<IReadOnlyList<ServiceJobRecord>> FindManyAsync(IReadOnlyCollection<string> jobIds, CancellationToken cancellation);

    /// <summary>Takes what is told in if it ranks higher than what is known; the history gets its line also where it comes late.</summary>
    /// <returns>False for doubled, late and reordered news.</returns>
    Task<bool> TakeAsync(ServiceJobRecord news, CancellationToken cancellation);

    /// <summary>Puts a preemption's event into the history of a job that there is a record of.</summary>
    Task AddPreemptionAsync(string jobId, ServiceJobMoment preemption, CancellationToken cancellation);

    /// <summary>Marks a job that blocks its queue, unless its record has moved on since.</summary>
    Task<bool> MarkBlockedAsync(ServiceJobRecord news, CancellationToken cancellation);

    Task<ServiceJobPage> ListAsync(ServiceJobQuery query, CancellationToken cancellation);

    /// <summary>Keeps a request before AWS Batch gets it.</summary>
    /// <returns>What stands under its token: this one, or the one that was kept before.</returns>
    Task<ServiceJobRequest> KeepRequestAsync(ServiceJobRequest request, CancellationToken cancellation);

    Task<ServiceJobRequest?> FindRequestAsync(string token, CancellationToken cancellation);

    /// <summary>Writes down which job a request has become: on the job's record, on the request, and on the job that it stands in for.</summary>
    /// <param name="at">When AWS Batch took it; the creation of a record that there was not.</param>
    Task RecordSubmissionAsync(string jobId, ServiceJobRequest request, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Claims a failed job for the request that is to stand in for it, unless another has it that was made after <paramref name="renewedSince"/> or has become a job.</summary>
    /// <returns>The claim that stands now; <c>null</c> where there is no such failed job.</returns>
    Task<SuccessorClaim?> ClaimAsync(string jobId, string token, DateTimeOffset at, DateTimeOffset renewedSince, CancellationToken cancellation);

    /// <summary>Gives a claim back of which nothing came: AWS Batch has refused the request.</summary>
    Task GiveBackAsync(string jobId, string token, CancellationToken cancellation);

    /// <summary>Writes down what is done about a failed job. The first decision stays.</summary>
    /// <returns>The record as it stands then; without a decision where somebody else has claimed the job for a resubmission meanwhile.</returns>
    Task<ServiceJobRecord?> DecideAsync(string jobId, string decision, string why, StoredVerdict verdict, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Takes the decision to resubmit back: AWS Batch would not have the new job.</summary>
    /// <returns>The record as it stands then.</returns>
    Task<ServiceJobRecord?> TakeBackAsync(string jobId, string token, string why, CancellationToken cancellation);

    /// <summary>All is done about a job's end: nobody looks at it any more.</summary>
    Task MarkHandledAsync(string jobId, CancellationToken cancellation);

    /// <summary>Marks a job that AWS Batch does not know any more, and takes it out of the order.</summary>
    Task MarkForgottenAsync(string jobId, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Notes that a job was told to be stuck.</summary>
    Task MarkStuckAsync(string jobId, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Takes a record that cannot be read out of the order.</summary>
    Task DropAsync(string jobId, CancellationToken cancellation);

    /// <summary>Jobs that are not over or not all done about, each in a place that it keeps until it is.</summary>
    /// <param name="since">Jobs created at that time or later.</param>
    /// <param name="before">Jobs created before that time.</param>
    /// <param name="after">The place of the last one of the page before; <c>null</c> for the first page.</param>
    /// <returns>Fewer than <paramref name="limit"/> at the end only.</returns>
    Task<IReadOnlyList<OpenServiceJob>> OpenAsync(DateTimeOffset since, DateTimeOffset before, string? after, int limit, CancellationToken cancellation);
}

/// <summary>A service job that is not over, or not all done about.</summary>
/// <param name="Place">Where it stands among them, as the store tells it.</param>
internal sealed record OpenServiceJob(string JobId, string Place);

/// <summary>Which service jobs a list shows; newest first.</summary>
/// <param name="JobQueue">Name or ARN.</param>
/// <param name="Statuses">Statuses to show; all when empty.</param>
/// <param name="After">Key of the last job of the page before; <c>null</c> for the first page.</param>
internal sealed record ServiceJobQuery(string JobQueue, IReadOnlyList<string> Statuses, string? ShareIdentifier, int Limit, string? After)
{
    public string? NamePrefix { get; init; }

    public DateTimeOffset? CreatedAfter { get; init; }

    public DateTimeOffset? CreatedBefore { get; init; }

    /// <summary>Whether a job is one that is asked for, its queue and its time aside.</summary>
    public bool Takes(ServiceJobRecord job) =>
        (Statuses.Count == 0 || Statuses.Contains(job.Status))
        && (ShareIdentifier is null || job.ShareIdentifier == ShareIdentifier)
        && job.JobName.StartsWith(NamePrefix ?? "", StringComparison.Ordinal);
}

/// <summary>A page of a list.</summary>
/// <param name="Next">Where the next page goes on; <c>null</c> when nothing can follow.</param>
internal sealed record ServiceJobPage(IReadOnlyList<ServiceJobRecord> Jobs, string? Next);

namespace BatchFunctions.Tracking;

/// <summary>What is not over yet, for the sweep.</summary>
internal interface IWatchStore
{
    /// <summary>Open jobs, each in a place that it keeps until it is over.</summary>
    /// <param name="since">Jobs created at that time or later.</param>
    /// <param name="before">Jobs created before that time.</param>
    /// <param name="after">The place of the last one of the page before; <c>null</c> for the first page.</param>
    /// <returns>Fewer than <paramref name="limit"/> at the end only.</returns>
    Task<IReadOnlyList<OpenJob>> OpenJobsAsync(DateTimeOffset since, DateTimeOffset before, string? after, int limit, CancellationToken cancellation);

    /// <summary>Intents and submissions that have not moved since <paramref name="before"/>, and jobs of earlier versions, longest unmoved first.</summary>
    Task<IReadOnlyList<WatchedItem>> StaleAsync(DateTimeOffset before, int limit, CancellationToken cancellation);

    /// <summary>Puts an item to the end of the order: it was looked at, and stands as we know it. A job of an earlier version goes to the other open jobs.</summary>
    Task TouchAsync(WatchedItem item, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Takes an item out of the order.</summary>
    Task DropAsync(WatchedItem item, CancellationToken cancellation);

    /// <summary>Marks a job that AWS Batch does not know any more, and takes it out of the order.</summary>
    Task MarkForgottenAsync(string jobId, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Whether it is noted that a job was told to be stuck.</summary>
    Task<bool> IsToldStuckAsync(string jobId, CancellationToken cancellation);

    /// <summary>Notes that a job was told to be stuck.</summary>
    Task MarkStuckAsync(string jobId, DateTimeOffset at, CancellationToken cancellation);
}

/// <summary>A job that is not over, or not all done about.</summary>
/// <param name="Place">Where it stands among them, as the store tells it.</param>
internal sealed record OpenJob(string JobId, string Place);

/// <summary>Something that is not over yet: a job, an intent, a submission or a service job, whichever is named.</summary>
internal sealed record WatchedItem(string? JobId, string? Token, string? SubmissionId = null, string? ServiceJobId = null)
{
    /// <summary>What it is, as metrics and log lines name it.</summary>
    public string Kind => this switch
    {
        { ServiceJobId: not null } => "SERVICE_JOB",
        { JobId: not null } => "JOB",
        { SubmissionId: not null } => "SUBMISSION",
        _ => "INTENT",
    };
}

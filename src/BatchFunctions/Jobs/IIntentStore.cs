namespace BatchFunctions.Jobs;

/// <summary>The accepted requests. Every write is one conditional write of one item.</summary>
internal interface IIntentStore
{
    /// <summary>Writes the intent with its lease, unless the token is known.</summary>
    /// <returns>False where the token was known; the intent there is unchanged.</returns>
    Task<bool> CreateAsync(Intent intent, CancellationToken cancellation);

    Task<Intent?> FindAsync(string token, CancellationToken cancellation);

    /// <summary>Takes the lease over from whoever held <paramref name="seen"/>, and marks the intent in doubt; one that was abandoned is alive again.</summary>
    /// <returns>False where somebody else was faster, or the intent is settled.</returns>
    Task<bool> LeaseAsync(Intent seen, string owner, DateTimeOffset until, CancellationToken cancellation);

    /// <summary>Gives the lease back, sure that AWS Batch has not taken the job. Nothing if the lease is not the owner's any more.</summary>
    Task ReleaseAsync(string token, string owner, CancellationToken cancellation);

    /// <summary>Records the job that the intent became. The first job stays.</summary>
    /// <returns>The intent as it stands then; <c>null</c> for an unknown token.</returns>
    Task<Intent?> SettleAsync(string token, string jobId, CancellationToken cancellation);

    /// <summary>Records that AWS Batch will not have the job. A job already recorded stays.</summary>
    Task RefuseAsync(string token, string reason, CancellationToken cancellation);

    /// <summary>Records that no job has come of the intent. One that is settled stays so.</summary>
    Task AbandonAsync(string token, DateTimeOffset at, CancellationToken cancellation);
}

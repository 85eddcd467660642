using BatchFunctions.Jobs;

namespace BatchFunctions.Intents;

/// <summary>
/// The accepted requests. Every write is one conditional write of one item. The SDK repeats one whose answer it did not hear: what an owner writes under its own
/// lease, and what is written once, then stands there already, so a repetition changes nothing.
/// </summary>
internal interface IIntentStore
{
    /// <summary>Writes the intent with its lease, unless the token is known.</summary>
    /// <returns>False where the token was known; the intent there is unchanged. It may be this very one, written before its answer was lost: compare the owners.</returns>
    Task<bool> CreateAsync(Intent intent, CancellationToken cancellation);

    Task<Intent?> FindAsync(string token, CancellationToken cancellation);

    /// <summary>Takes the lease over from whoever held <paramref name="seen"/>; an intent that was abandoned is alive again. What is in doubt stays so.</summary>
    /// <returns>False where somebody else was faster, the intent is settled, or this very write was done before and its answer lost: compare the owners.</returns>
    Task<bool> LeaseAsync(Intent seen, string owner, DateTimeOffset until, CancellationToken cancellation);

    /// <summary>Notes what is in doubt once the owner of the lease has called SubmitJob; a search for it begins anew.</summary>
    /// <returns>False if the lease is not the owner's any more.</returns>
    Task<bool> BeginAsync(string token, string owner, Doubt doubt, CancellationToken cancellation);

    /// <summary>Notes where a search stopped, and gives the lease back. Nothing if the lease is not the owner's any more.</summary>
    /// <param name="owner">Who holds the lease, or held it last.</param>
    Task PauseAsync(string token, string owner, string position, CancellationToken cancellation);

    /// <summary>Gives the lease back, sure that AWS Batch has not taken the job this time. Nothing if the lease is not the owner's any more.</summary>
    /// <param name="doubt">What was in doubt before this call, and still is.</param>
    Task ReleaseAsync(string token, string owner, Doubt? doubt, CancellationToken cancellation);

    /// <summary>Records the job that the intent became. The first job stays.</summary>
    /// <returns>The intent as it stands then; <c>null</c> for an unknown token.</returns>
    Task<Intent?> SettleAsync(string token, string jobId, CancellationToken cancellation);

    /// <summary>Records that AWS Batch will not have the job. A job already recorded stays.</summary>
    Task RefuseAsync(string token, string reason, CancellationToken cancellation);

    /// <summary>Records that no job has come of the intent. One that is settled stays so.</summary>
    Task AbandonAsync(string token, DateTimeOffset at, CancellationToken cancellation);
}

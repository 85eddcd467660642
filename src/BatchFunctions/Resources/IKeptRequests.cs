namespace BatchFunctions.Resources;

/// <summary>
/// Requests under an <c>Idempotency-Key</c>. Every write is one conditional write of one item; one that the SDK repeats finds what it wrote, and changes nothing.
/// </summary>
internal interface IKeptRequests
{
    /// <returns>False where the token was known; what is there is unchanged. It may be this very one, written before its answer was lost: compare the owners.</returns>
    Task<bool> CreateAsync(KeptRequest request, DateTimeOffset now, CancellationToken cancellation);

    Task<KeptRequest?> FindAsync(string token, CancellationToken cancellation);

    /// <summary>Takes the lease over from who held <paramref name="seen"/>; a lease of the past gives it back.</summary>
    /// <returns>False where somebody else was faster, there is a result, or this very write was done before and its answer lost: compare the owners.</returns>
    Task<bool> LeaseAsync(KeptRequest seen, string owner, DateTimeOffset until, CancellationToken cancellation);

    /// <summary>Writes the result down. The first one stays.</summary>
    Task SettleAsync(string token, CreatedResource result, CancellationToken cancellation);
}

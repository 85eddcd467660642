namespace BatchFunctions.Resources;

/// <summary>Requests under an <c>Idempotency-Key</c>. Every write is one conditional write of one item.</summary>
internal interface IKeptRequests
{
    /// <returns>False where the token was known; what is there is unchanged.</returns>
    Task<bool> CreateAsync(KeptRequest request, DateTimeOffset now, CancellationToken cancellation);

    Task<KeptRequest?> FindAsync(string token, CancellationToken cancellation);

    /// <summary>Takes the lease over from who held <paramref name="seen"/>; a lease of the past gives it back.</summary>
    /// <returns>False where somebody else was faster, or there is a result.</returns>
    Task<bool> LeaseAsync(KeptRequest seen, DateTimeOffset until, CancellationToken cancellation);

    /// <summary>Writes the result down. The first one stays.</summary>
    Task SettleAsync(string token, CreatedResource result, CancellationToken cancellation);
}

namespace BatchFunctions.Resources;

/// <summary>A request under an <c>Idempotency-Key</c>, before and after AWS Batch has carried it out.</summary>
/// <param name="Token">Names the key, its caller and the route.</param>
/// <param name="RequestHash">Tells a repetition from another request under the same key.</param>
/// <param name="LeaseUntil">Until then somebody is carrying it out.</param>
/// <param name="LeaseOwner">Who: names one call, so that a write of ours whose answer was lost is known for our own.</param>
/// <param name="Result"><c>null</c> while nobody knows.</param>
internal sealed record KeptRequest(string Token, string RequestHash, DateTimeOffset LeaseUntil, string LeaseOwner, CreatedResource? Result = null);

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

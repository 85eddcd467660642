namespace BatchFunctions.Resources;

/// <summary>A request under an <c>Idempotency-Key</c>, before and after AWS Batch has carried it out.</summary>
/// <param name="Token">Names the key, its caller and the route.</param>
/// <param name="RequestHash">Tells a repetition from another request under the same key.</param>
/// <param name="LeaseUntil">Until then somebody is carrying it out.</param>
/// <param name="LeaseOwner">Who: names one call, so that a write of ours whose answer was lost is known for our own.</param>
/// <param name="Result"><c>null</c> while nobody knows.</param>
internal sealed record KeptRequest(string Token, string RequestHash, DateTimeOffset LeaseUntil, string LeaseOwner, CreatedResource? Result = null);

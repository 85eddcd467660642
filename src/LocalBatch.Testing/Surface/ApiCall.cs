namespace LocalBatch.Testing;

/// <summary>A request that a client made, and how it was answered. One that the SDK repeats is there as often.</summary>
/// <param name="Operation">Such as <c>SubmitJob</c>.</param>
/// <param name="Request">Its body, JSON.</param>
/// <param name="StatusCode">HTTP status; 0 where the answer was lost on the way.</param>
/// <param name="Response">The body of the answer, JSON.</param>
public sealed record ApiCall(string Operation, string Request, int StatusCode, string Response);

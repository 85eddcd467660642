using System.Net;
using Amazon.Lambda.APIGatewayEvents;

namespace BatchFunctions.Http;

/// <summary>How long the caller of a request still waits for its answer. Who has gone will ask again, and nothing is begun for him.</summary>
internal static class CallerTime
{
    // AWS: an HTTP API gives up on an integration after 30 seconds and answers 503 itself; it cannot be raised (API Gateway quotas).
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    // AWS: no function runs longer, and none is invoked by an HTTP API after a wait. An event that is older is one that somebody has kept
    // and invokes the function with by hand, as with those of the folder events.
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(15);

    /// <returns><c>null</c> where the request does not tell when it came, or nobody can be waiting for it.</returns>
    /// <exception cref="ProblemException">The caller has gone.</exception>
    public static TimeSpan? Left(APIGatewayHttpApiV2ProxyRequest request, DateTimeOffset now) =>
        Gone(request, now) is { } problem ? throw new ProblemException(problem) : Remaining(request, now);

    /// <summary>What a caller is told who has gone, in vain; <c>null</c> where he may still be waiting.</summary>
    public static Problem? Gone(APIGatewayHttpApiV2ProxyRequest request, DateTimeOffset now) =>
        Remaining(request, now) is { } left && left <= TimeSpan.Zero
            ? new Problem(
                HttpStatusCode.ServiceUnavailable, "Too late", $"The request waited for {(Longest - left).TotalSeconds:0} s, and its caller was told 503 after {Longest.TotalSeconds:0}: nothing was done. Ask again.")
            : null;

    private static TimeSpan? Remaining(APIGatewayHttpApiV2ProxyRequest request, DateTimeOffset now) =>
        request.RequestContext is { TimeEpoch: > 0 and var came } && DateTimeOffset.FromUnixTimeMilliseconds(came) + Longest - now is var left && left >= Longest - Kept
            ? left
            : null;
}

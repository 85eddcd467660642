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
    public static TimeSpan? Left(APIGatewayHttpApiV2ProxyRequest request, DateTimeOffset now)
    {
        if (request.RequestContext is not { TimeEpoch: > 0 and var came })
        {
            return null;
        }

        var left = DateTimeOffset.FromUnixTimeMilliseconds(came) + Longest - now;

        if (left < Longest - Kept)
        {
            return null;
        }

        return left > TimeSpan.Zero ? left : throw new ProblemException(new Problem(
            HttpStatusCode.ServiceUnavailable, "Too late", $"The request waited for {(Longest - left).TotalSeconds:0} s, and its caller was told 503 after {Longest.TotalSeconds:0}: nothing was done. Ask again."));
    }
}

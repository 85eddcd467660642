using System.Net;
using Amazon.Runtime;

namespace BatchFunctions.Wire;

/// <summary>What kind of failure an answer of AWS is, where a service's status alone does not tell.</summary>
internal static class ServiceFailure
{
    // AWS: many services throttle with HTTP 400 or 403; only the code tells that from a wrong request (common errors of
    // DynamoDB, SQS and EventBridge).
    private static readonly string[] ThrottlingCodes =
    [
        "ProvisionedThroughputExceededException", "RequestLimitExceeded", "ThrottlingException", "Throttling", "RequestThrottled", "ThrottledException",
        "TooManyRequestsException",
    ];

    extension(AmazonServiceException exception)
    {
        public bool IsThrottling => exception.StatusCode == HttpStatusCode.TooManyRequests || ThrottlingCodes.Contains(exception.ErrorCode);

        /// <summary>Our own permission is missing: mended by whoever deploys the stack.</summary>
        public bool IsForbidden =>
            exception.ErrorCode == "AccessDeniedException" || exception.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized;

        /// <summary>The request itself is refused: the same one asked again is refused again.</summary>
        public bool IsRefusal =>
            exception is { IsThrottling: false, IsForbidden: false, StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError };
    }

    /// <summary>Trying again ends the same: the request is refused, or what it is made of cannot be read.</summary>
    public static bool IsForGood(Exception exception) =>
        exception is AmazonServiceException { IsRefusal: true } or ArgumentException or InvalidDataException or FormatException;
}

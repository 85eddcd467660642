using System.Net;
using Amazon.Runtime;

namespace BatchFunctions.Jobs;

/// <summary>How AWS Batch says that it is asked too much.</summary>
internal static class Throttling
{
    extension(AmazonServiceException exception)
    {
        // AWS: 429 TooManyRequestsException; the front of a service may tell of throttling with 400 and a code of its own (common errors).
        public bool IsThrottling =>
            exception.StatusCode == HttpStatusCode.TooManyRequests || exception.ErrorCode is "ThrottlingException" or "Throttling" or "TooManyRequestsException";
    }
}

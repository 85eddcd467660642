using System.Net;
using Amazon.Batch;
using Amazon.DynamoDBv2.Model;
using Amazon.EventBridge;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SQS;

namespace Simulation.Tests.Cloud;

/// <summary>How a service's client tells of the three ways in which a call goes wrong.</summary>
/// <param name="Throttled">Refused for the time being.</param>
/// <param name="Failed">The service's own fault.</param>
internal sealed record ServiceErrors(Func<AmazonServiceException> Throttled, Func<AmazonServiceException> Failed)
{
    // AWS: DynamoDB throttles with HTTP 400 (Developer Guide, error handling).
    public static ServiceErrors DynamoDb { get; } = new(
        () => new ProvisionedThroughputExceededException("The table is asked too much.")
        {
            StatusCode = HttpStatusCode.BadRequest,
            ErrorCode = "ProvisionedThroughputExceededException",
        },
        () => new Amazon.DynamoDBv2.Model.InternalServerErrorException("Internal server error.") { StatusCode = HttpStatusCode.InternalServerError });

    public static ServiceErrors Batch { get; } = Of(
        message => new AmazonBatchException(message), HttpStatusCode.TooManyRequests, "TooManyRequestsException");

    // AWS: SQS throttles with HTTP 403 (API_SendMessage, RequestThrottled).
    public static ServiceErrors Sqs { get; } = Of(message => new AmazonSQSException(message), HttpStatusCode.Forbidden, "RequestThrottled");

    public static ServiceErrors S3 { get; } = Of(message => new AmazonS3Exception(message), HttpStatusCode.ServiceUnavailable, "SlowDown");

    public static ServiceErrors EventBridge { get; } = Of(
        message => new AmazonEventBridgeException(message), HttpStatusCode.BadRequest, "ThrottlingException");

    private static ServiceErrors Of(Func<string, AmazonServiceException> make, HttpStatusCode throttled, string code) => new(
        () => With(make("Rate exceeded."), throttled, code),
        () => With(make("Internal error."), HttpStatusCode.InternalServerError, "InternalError"));

    private static AmazonServiceException With(AmazonServiceException exception, HttpStatusCode status, string code)
    {
        (exception.StatusCode, exception.ErrorCode) = (status, code);

        return exception;
    }
}

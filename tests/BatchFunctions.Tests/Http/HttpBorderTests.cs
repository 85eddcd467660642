using System.Net;
using Amazon.Batch;
using Amazon.CloudWatchLogs;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.EventBridge;
using Amazon.Lambda.TestUtilities;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SQS;
using BatchFunctions.Http;
using BatchFunctions.Lambda;

namespace BatchFunctions.Tests.Http;

public sealed class HttpBorderTests
{
    [Theory]
    [InlineData("ProvisionedThroughputExceededException", HttpStatusCode.BadRequest, HttpStatusCode.TooManyRequests)]
    [InlineData("ThrottlingException", HttpStatusCode.BadRequest, HttpStatusCode.TooManyRequests)]
    [InlineData("RequestThrottled", HttpStatusCode.Forbidden, HttpStatusCode.TooManyRequests)]
    [InlineData("ValidationException", HttpStatusCode.BadRequest, HttpStatusCode.BadGateway)]
    [InlineData("AccessDeniedException", HttpStatusCode.BadRequest, HttpStatusCode.BadGateway)]
    [InlineData("InternalServerError", HttpStatusCode.InternalServerError, HttpStatusCode.ServiceUnavailable)]
    public async Task A_service_behind_that_is_throttled_is_no_fault_of_the_caller(string code, HttpStatusCode told, HttpStatusCode answered)
    {
        var answer = await HttpBorder.AnswerAsync(
            new TestLambdaContext(),
            _ => throw new AmazonDynamoDBException("why", ErrorType.Unknown, code, "request", told));

        Assert.Equal(answered, answer.StatusCode);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0.4)]
    [InlineData(900)]
    [InlineData(2_330_078_400)]
    public void A_deadline_that_is_over_missing_or_in_another_century_is_taken(double secondsLeft)
    {
        using var limit = Invocation.Limit(new TestLambdaContext { RemainingTime = TimeSpan.FromSeconds(secondsLeft) });

        Assert.False(limit.IsCancellationRequested);
    }

    /// <summary>A table, a queue, a bus and a bucket that are gone, and services that are asked in the caller's words.</summary>
    public static TheoryData<Exception, HttpStatusCode> Missing => new()
    {
        { new ResourceNotFoundException("Requested resource not found") { StatusCode = HttpStatusCode.BadRequest, ErrorCode = "ResourceNotFoundException" }, HttpStatusCode.BadGateway },
        { new AmazonSQSException("The specified queue does not exist.", ErrorType.Sender, "AWS.SimpleQueueService.NonExistentQueue", "r", HttpStatusCode.BadRequest), HttpStatusCode.BadGateway },
        { new AmazonSQSException("The message is too long.", ErrorType.Sender, "InvalidParameterValue", "r", HttpStatusCode.BadRequest), HttpStatusCode.BadGateway },
        { new AmazonEventBridgeException("Event bus x does not exist.", ErrorType.Sender, "ResourceNotFoundException", "r", HttpStatusCode.BadRequest), HttpStatusCode.BadGateway },
        { new AmazonS3Exception("The specified bucket does not exist", ErrorType.Sender, "NoSuchBucket", "r", HttpStatusCode.NotFound), HttpStatusCode.BadGateway },
        { new AmazonBatchException("JobQueue x not found.", ErrorType.Sender, "ClientException", "r", HttpStatusCode.BadRequest), HttpStatusCode.BadRequest },
        { new AmazonCloudWatchLogsException("The specified log stream does not exist.", ErrorType.Sender, "ResourceNotFoundException", "r", HttpStatusCode.NotFound), HttpStatusCode.NotFound },
    };

    [Theory]
    [MemberData(nameof(Missing))]
    public async Task What_the_stack_lacks_is_502_and_never_the_caller_s_fault(Exception failure, HttpStatusCode answered)
    {
        var answer = await HttpBorder.AnswerAsync(new TestLambdaContext(), _ => throw failure);

        Assert.Equal(answered, answer.StatusCode);
    }

    [Fact]
    public async Task A_role_that_callers_may_not_name_is_the_caller_s_fault_and_any_other_missing_permission_ours()
    {
        static AmazonBatchException Denied(string action) =>
            new($"User: arn:aws:sts::123456789012:assumed-role/f/f is not authorized to perform: {action} on resource: r", ErrorType.Sender, "AccessDeniedException", "r", HttpStatusCode.Forbidden);

        var named = await HttpBorder.AnswerAsync(new TestLambdaContext(), _ => throw Denied("iam:PassRole"));
        var other = await HttpBorder.AnswerAsync(new TestLambdaContext(), _ => throw Denied("batch:CreateComputeEnvironment"));

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadGateway), (named.StatusCode, other.StatusCode));
    }
}

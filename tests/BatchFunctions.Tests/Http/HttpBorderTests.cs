using System.Net;
using Amazon.DynamoDBv2;
using Amazon.Lambda.TestUtilities;
using Amazon.Runtime;
using BatchFunctions.Http;

namespace BatchFunctions.Tests.Http;

public sealed class HttpBorderTests
{
    [Theory]
    [InlineData("ProvisionedThroughputExceededException", HttpStatusCode.BadRequest, HttpStatusCode.TooManyRequests)]
    [InlineData("ThrottlingException", HttpStatusCode.BadRequest, HttpStatusCode.TooManyRequests)]
    [InlineData("RequestThrottled", HttpStatusCode.Forbidden, HttpStatusCode.TooManyRequests)]
    [InlineData("ValidationException", HttpStatusCode.BadRequest, HttpStatusCode.BadRequest)]
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
        using var limit = HttpBorder.Limit(new TestLambdaContext { RemainingTime = TimeSpan.FromSeconds(secondsLeft) });

        Assert.False(limit.IsCancellationRequested);
    }
}

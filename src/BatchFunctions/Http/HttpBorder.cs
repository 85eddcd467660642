using System.Net;
using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2;
using Amazon.EventBridge;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SQS;
using BatchFunctions.Lambda;
using BatchFunctions.Wire;

namespace BatchFunctions.Http;

/// <summary>The one place that turns what goes wrong into HTTP.</summary>
internal static class HttpBorder
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <param name="function">The handler, which is the route's name.</param>
    public static Task<IHttpResult> AnswerAsync(
        ILambdaContext context, Func<CancellationToken, Task<IHttpResult>> answer, [CallerMemberName] string function = "") =>
        AnswerAsync(context, () => null, answer, function);

    /// <summary>Answers a request that changes something, unless its caller has gone; work that goes on for longer than he waits is broken off between two steps.</summary>
    /// <param name="function">The handler, which is the route's name.</param>
    public static Task<IHttpResult> ChangeAsync(
        APIGatewayHttpApiV2ProxyRequest request, TimeProvider time, ILambdaContext context, Func<CancellationToken, Task<IHttpResult>> answer, [CallerMemberName] string function = "") =>
        AnswerAsync(context, () => CallerTime.Left(request, time.GetUtcNow()), answer, function);

    private static async Task<IHttpResult> AnswerAsync(
        ILambdaContext context, Func<TimeSpan?> callerWaits, Func<CancellationToken, Task<IHttpResult>> answer, string function)
    {
        using var scope = LogScope.Begin();
        var left = context.RemainingTime;
        var result = await GuardAsync(context, callerWaits, answer);
        Log.Answered(context, Routes.Of(function), result.StatusCode, left - context.RemainingTime);

        return result;
    }

    private static async Task<IHttpResult> GuardAsync(ILambdaContext context, Func<TimeSpan?> callerWaits, Func<CancellationToken, Task<IHttpResult>> answer)
    {
        using var limit = Invocation.Limit(context);
        try
        {
            if (callerWaits() is { } left && left < context.RemainingTime)
            {
                limit.CancelAfter(left);
            }

            return await answer(limit.Token);
        }
        catch (ProblemException exception)
        {
            return Answer.Of(exception.Problem, context.AwsRequestId);
        }
        catch (AmazonServiceException exception)
        {
            Log.ServiceFailed(context, exception);
            return Answer.Of(Judge(exception), context.AwsRequestId);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return Answer.Of(Problem.Busy("The services behind did not answer in time.", Pause), context.AwsRequestId);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Not swallowed: it is logged whole, the API's 5xx alarm sees it, and the caller gets an id to ask about.
            Log.Unexpected(context, exception);
            return Answer.Of(
                new Problem(HttpStatusCode.InternalServerError, "Our fault", "Something unexpected went wrong; the log has it under the request id."),
                context.AwsRequestId);
        }
    }

    private static Problem Judge(AmazonServiceException exception) => exception.StatusCode switch
    {
        _ when exception.IsThrottling => Throttled(exception),
        _ when exception.IsForbidden && exception.Message.Contains("iam:PassRole", StringComparison.Ordinal) => NotToBePassed(exception),
        _ when exception.IsForbidden => NotAllowed(exception),
        _ when exception.IsRefusal && IsOurs(exception) => OurFault(),
        HttpStatusCode.NotFound => Problem.NotFound(exception.Message),
        HttpStatusCode.Conflict => Problem.Conflict(exception.Message),
        >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError => Problem.BadRequest(exception.Message),
        _ => Problem.Busy($"A service behind failed: {exception.Message}", Pause),
    };

    /// <summary>
    /// Only the requests to AWS Batch and to the logs are made of what callers ask for. The table, the queues, the bus and
    /// the bucket are the stack's own: where one is missing or refuses a request, callers have done nothing wrong.
    /// </summary>
    private static bool IsOurs(AmazonServiceException exception) =>
        exception is AmazonDynamoDBException or AmazonSQSException or AmazonEventBridgeException or AmazonS3Exception;

    /// <summary>The alarm on the API's 5xx tells of it; what the service said is in the log, under the request id.</summary>
    private static Problem OurFault() => new(
        HttpStatusCode.BadGateway, "Broken behind", "A table, queue or bucket of the stack is missing or refuses what it is asked; the log has it under the request id.");

    /// <summary>Our own permission is missing: not the caller's fault.</summary>
    private static Problem NotAllowed(AmazonServiceException exception) =>
        new(HttpStatusCode.BadGateway, "Not allowed behind", $"The stack lacks a permission: {exception.Message}");

    /// <summary>The caller named a role that callers may not choose.</summary>
    private static Problem NotToBePassed(AmazonServiceException exception) =>
        Problem.BadRequest($"Only roles below the stack's PassableRolePath may be named. AWS said: {exception.Message}");

    private static Problem Throttled(AmazonServiceException exception) =>
        new(HttpStatusCode.TooManyRequests, "Too many requests", exception.Message) { RetryAfter = Pause };
}

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

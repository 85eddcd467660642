using System.Globalization;
using LocalCloud.Gateway;
using Microsoft.AspNetCore.Http;

namespace LocalCloud.Lambda;

/// <summary>What a function's process says through the Runtime API.</summary>
internal interface IRuntimeEvents
{
    /// <summary>The process is free; the task ends with its next event.</summary>
    /// <param name="asking">The connection that it asks on; <c>null</c> where nothing is known of it.</param>
    /// <param name="gone">It has hung up.</param>
    /// <exception cref="AskedTwiceException">It is waiting for one already.</exception>
    Task<Delivery> NextAsync(Arrival? asking, CancellationToken gone);

    /// <summary>False where the request id is not the one of the event being worked on.</summary>
    Task<bool> AnswerAsync(string requestId, ReadOnlyMemory<byte> answer, bool isError);

    Task FailInitAsync(ReadOnlyMemory<byte> error);
}

/// <summary>Somebody asks for the next event beside the function's process: one process works on one event at a time.</summary>
internal sealed class AskedTwiceException() : Exception("The function's process is waiting for its next event already; a second call is not answered.");

/// <summary>The HTTP side of the Lambda Runtime API, version 2018-06-01, for one process.</summary>
/// <param name="functionArn">The function.</param>
/// <param name="secret">First part of every path, which only the process is told.</param>
/// <param name="events">What the process says.</param>
internal sealed class RuntimeApi(string functionArn, string secret, Func<IRuntimeEvents> events)
{
    /// <summary>AWS: 6 MB for a synchronous answer (Lambda quotas).</summary>
    public const int LargestAnswer = 6 * 1024 * 1024 + 100;

    // AWS: runtime clients put http:// before AWS_LAMBDA_RUNTIME_API and this behind it, so that a path in it stays (RuntimeSupport,
    // RuntimeApiClient; Runtime API).
    private readonly string _root = $"/{secret}/2018-06-01/runtime/";

    /// <summary>What <c>AWS_LAMBDA_RUNTIME_API</c> says to the process.</summary>
    public string EndpointOn(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}/{secret}");

    public async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (context.Request.Headers.Origin.Count > 0 || context.Request.Headers["Sec-Fetch-Site"].Count > 0 || !LoopbackGuard.IsOwnHost(context.Request.Headers.Host, context.Connection.LocalPort))
        {
            // A web page must not be able to take a function's events.
            await ErrorAsync(context, 403, "Forbidden", "The Runtime API is for the function's own process.");
        }
        else if (path.Length < _root.Length || !SigningKey.AreEqual(_root, path[.._root.Length]))
        {
            await ErrorAsync(context, 403, "Forbidden", "The Runtime API is for the function's own process, which knows its path.");
        }
        else
        {
            await RouteAsync(context, path[_root.Length..].Split('/'));
        }
    }

    private Task RouteAsync(HttpContext context, string[] parts) => (context.Request.Method, parts) switch
    {
        ("GET", ["invocation", "next"]) => NextAsync(context),
        ("POST", ["invocation", var requestId, "response"]) => AnswerAsync(context, requestId, isError: false),
        ("POST", ["invocation", var requestId, "error"]) => AnswerAsync(context, requestId, isError: true),
        ("POST", ["init", "error"]) => FailInitAsync(context),
        _ => ErrorAsync(context, 404, "NotFound", $"There is no {context.Request.Method} {string.Join('/', parts)} in the Runtime API."),
    };

    private async Task NextAsync(HttpContext context)
    {
        Delivery delivery;
        var asking = context.Features.Get<Arrival>();
        using CancellationTokenSource answered = new();
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var watching = WatchAsync(asking, gone, answered.Token);
        try
        {
            delivery = await events().NextAsync(asking, gone.Token);
        }
        catch (AskedTwiceException second)
        {
            await ErrorAsync(context, 403, "Forbidden", second.Message);
            return;
        }
        catch (OperationCanceledException)
        {
            // The process has gone, or is about to be ended: there is nothing to answer.
            context.Abort();
            return;
        }
        finally
        {
            await answered.CancelAsync();
            await watching;
        }

        var headers = context.Response.Headers;
        headers["Lambda-Runtime-Aws-Request-Id"] = delivery.Invocation.RequestId;
        headers["Lambda-Runtime-Deadline-Ms"] = delivery.Deadline.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        headers["Lambda-Runtime-Invoked-Function-Arn"] = functionArn;
        headers["Lambda-Runtime-Trace-Id"] = delivery.Invocation.TraceId;
        await WriteAsync(context, 200, delivery.Invocation.Payload);
    }

    /// <summary>Who has hung up gets no event. A request ends only where something is read or written: what was said counts. Here nothing is said.</summary>
    private static async Task WatchAsync(Arrival? asking, CancellationTokenSource gone, CancellationToken answered)
    {
        if (asking is not null && await asking.HangsUpAsync(answered))
        {
            await gone.CancelAsync();
        }
    }

    private async Task AnswerAsync(HttpContext context, string requestId, bool isError)
    {
        ReadOnlyMemory<byte> body;
        try
        {
            body = await ReadAsync(context);
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            // Known before it has come; whoever waits for it hears at once.
            await events().AnswerAsync(requestId, FunctionFailure.ResponseTooLarge(requestId, context.Request.ContentLength ?? 0, LargestAnswer), isError: true);
            throw;
        }

        if (body.Length > LargestAnswer)
        {
            await events().AnswerAsync(requestId, FunctionFailure.ResponseTooLarge(requestId, body.Length, LargestAnswer), isError: true);
            await ErrorAsync(context, 413, "RequestEntityTooLarge", $"Exceeded maximum allowed payload size ({LargestAnswer} bytes).");
        }
        else if (await events().AnswerAsync(requestId, body, isError))
        {
            await WriteAsync(context, 202, "{\"status\":\"OK\"}\n"u8.ToArray());
        }
        else
        {
            await ErrorAsync(context, 400, "InvalidRequestID", "Invalid request ID");
        }
    }

    private async Task FailInitAsync(HttpContext context)
    {
        await events().FailInitAsync(await ReadAsync(context));
        await WriteAsync(context, 202, "{\"status\":\"OK\"}\n"u8.ToArray());
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        using MemoryStream body = new();
        // Who has said all of it may have hung up: what was said counts. Of half a body the reader knows that it is none.
        await context.Request.Body.CopyToAsync(body, CancellationToken.None);
        EarlyAnswer.BodyWasRead(context);
        return body.ToArray();
    }

    private static Task ErrorAsync(HttpContext context, int status, string type, string message) =>
        WriteAsync(context, status, FunctionFailure.Error(type, message));

    private static async Task WriteAsync(HttpContext context, int status, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

}

using System.Text;
using System.Text.Json;
using LocalCloud.Deliveries;
using LocalCloud.Gateway;
using LocalCloud.Iam;
using LocalCloud.Template;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace LocalCloud.Lambda;

/// <summary>The Lambda endpoint: Invoke, and nothing else.</summary>
internal sealed class LambdaService(FunctionHost functions, Outbox outbox, AwsAccount account, StackModel model, ILogger<LambdaService> log) : IAwsService
{
    private const string Prefix = "/2015-03-31/functions/";

    // AWS: 6 MB for an event that somebody waits for, 1 MB for one that nobody does (gettingstarted-limits).
    private const int LongestEvent = 6 * 1024 * 1024;
    private const int LongestAsyncEvent = 1024 * 1024;

    public string SigningName => "lambda";

    /// <summary>How often an event is tried on a function, and where it goes when that was in vain.</summary>
    public static DeliveryPolicy AsyncPolicy(FunctionResource function) =>
        // Differs: an OnFailure destination gets the bare event, not the record of its invocation around it.
        new(function.Async.MaximumRetryAttempts, function.Async.MaximumEventAge, function.Async.DeadLetterArn ?? function.Async.OnFailureArn);

    /// <summary>AWS: Invoke wants lambda:InvokeFunction on the function (service authorization reference, AWS Lambda).</summary>
    public IReadOnlyList<Demand> Demands(ServiceCall call) =>
        RequestReader.FactsOf(call.Context).RawPath is var path && path.StartsWith(Prefix, StringComparison.Ordinal) && path[Prefix.Length..].Split('/') is [var name, "invocations"]
            ? [new("lambda:InvokeFunction", Find(Encoding.UTF8.GetString(CanonicalRequest.Decode(name))).Arn)]
            : [];

    public Task HandleAsync(HttpContext context)
    {
        // Taken apart before it is decoded, and decoded once: a name with an encoded slash or an encoded percent sign is one name.
        var path = RequestReader.FactsOf(context).RawPath;
        return context.Request.Method == "POST" && path.StartsWith(Prefix, StringComparison.Ordinal) && path[Prefix.Length..].Split('/') is [var name, "invocations"]
            ? InvokeAsync(context, Find(Encoding.UTF8.GetString(CanonicalRequest.Decode(name))))
            : throw new AwsException("UnknownOperationException", $"The local Lambda answers Invoke only, not {context.Request.Method} {path}.", 404);
    }

    /// <summary>By name, by logical id or by ARN, with <c>$LATEST</c> or nothing behind it.</summary>
    private FunctionResource Find(string name)
    {
        var bare = name.EndsWith(":$LATEST", StringComparison.Ordinal) ? name[..^":$LATEST".Length] : name;
        return model.Functions.FirstOrDefault(function => bare == function.Name || bare == function.LogicalId || bare == function.Arn)
            ?? throw new AwsException(
                "ResourceNotFoundException",
                $"Function not found: {(bare.StartsWith("arn:", StringComparison.Ordinal) ? bare : account.Arn("lambda", $"function:{bare}"))}",
                404);
    }

    private async Task InvokeAsync(HttpContext context, FunctionResource function)
    {
        var headers = context.Request.Headers;
        if (headers["X-Amz-Log-Type"] == "Tail")
        {
            throw new AwsException("InvalidParameterValueException", $"LogType Tail is not supported by the local stack; the log is in {function.Logging.Group}.");
        }

        var type = headers["X-Amz-Invocation-Type"].ToString();
        var payload = await ReadAsync(context, type == "Event" ? LongestAsyncEvent : LongestEvent);
        var caller = context.Features.GetRequiredFeature<Caller>();
        switch (type)
        {
            case "" or "RequestResponse":
                await AnswerAsync(context, await RunAsync(context, function, payload, caller));
                break;
            case "Event":
                await outbox.AddAsync([outbox.NewEntry(function.Arn, function.Arn, payload, AsyncPolicy(function), caller.Causes)]);
                context.Response.StatusCode = StatusCodes.Status202Accepted;
                break;
            case "DryRun":
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            default:
                throw new AwsException("InvalidParameterValueException", $"InvocationType is RequestResponse, Event or DryRun, not {type}.");
        }
    }

    private async Task<InvocationResult> RunAsync(HttpContext context, FunctionResource function, ReadOnlyMemory<byte> payload, Caller caller)
    {
        try
        {
            return await functions.InvokeAsync(function.LogicalId, payload, caller.Causes, beginWithin: null, context.RequestAborted);
        }
        catch (LoopException loop)
        {
            var reason = loop.Reason(caller.Arn);
            Log.LoopStopped(log, reason, "the caller has got an error");

            throw new AwsException(LoopGuard.ErrorCode, reason);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context, int longest)
    {
        if (context.Request.Body.Length > longest)
        {
            throw new AwsException("RequestTooLargeException", $"Request must be smaller than {longest} bytes for the InvokeFunction operation", StatusCodes.Status413PayloadTooLarge);
        }

        var body = await RequestReader.ReadBodyAsync(context, longest);
        if (body.Length == 0)
        {
            return "{}"u8.ToArray();
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            JsonNames.Check(body);

            return body;
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            throw new AwsException("InvalidRequestContentException", $"Could not parse request body into json: {exception.Message}");
        }
    }

    private static async Task AnswerAsync(HttpContext context, InvocationResult result)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers["X-Amz-Executed-Version"] = "$LATEST";
        if (result.IsError)
        {
            context.Response.Headers["X-Amz-Function-Error"] = "Unhandled";
        }

        context.Response.ContentLength = result.Payload.Length;
        await context.Response.Body.WriteAsync(result.Payload, context.RequestAborted);
    }
}

using System.Text.Json;
using LocalCloud.Gateway;
using LocalCloud.Logs.Operations;
using Microsoft.AspNetCore.Http;

namespace LocalCloud.Logs;

/// <summary>The CloudWatch Logs endpoint: JSON 1.1, one line an operation.</summary>
internal sealed class LogsService(LogStore store, Func<Guid> newId) : IAwsService
{
    private const string TargetPrefix = "Logs_20140328.";
    private const string JsonType = "application/x-amz-json-1.1";

    private static readonly Dictionary<string, Func<JsonElement, LogStore, Utf8JsonWriter, Task>> Operations = new(StringComparer.Ordinal)
    {
        ["CreateLogGroup"] = CreateLogGroup.RunAsync,
        ["CreateLogStream"] = CreateLogStream.RunAsync,
        ["DeleteLogGroup"] = DeleteLogGroup.RunAsync,
        ["DeleteLogStream"] = DeleteLogStream.RunAsync,
        ["DeleteRetentionPolicy"] = DeleteRetentionPolicy.RunAsync,
        ["DescribeLogGroups"] = DescribeLogGroups.RunAsync,
        ["DescribeLogStreams"] = DescribeLogStreams.RunAsync,
        ["FilterLogEvents"] = FilterLogEvents.RunAsync,
        ["GetLogEvents"] = GetLogEvents.RunAsync,
        ["PutLogEvents"] = PutLogEvents.RunAsync,
        ["PutRetentionPolicy"] = PutRetentionPolicy.RunAsync,
    };

    public string SigningName => "logs";

    /// <summary>Names of the operations there are.</summary>
    public static IEnumerable<string> Served => Operations.Keys;

    public IReadOnlyList<Demand> Demands(ServiceCall call) => Operations.ContainsKey(call.Target) ? LogsPermissions.Rows[call.Target](call) : [];

    public async Task HandleAsync(HttpContext context)
    {
        context.Response.ContentType = JsonType;
        context.Response.Headers["x-amzn-RequestId"] = newId().ToString();
        using var answer = new MemoryStream();
        try
        {
            await AnswerAsync(context, answer);
        }
        catch (LogsException refusal)
        {
            await WriteErrorAsync(context, refusal);
            return;
        }

        await context.Response.Body.WriteAsync(answer.GetBuffer().AsMemory(0, (int)answer.Length), context.RequestAborted);
    }

    private async Task AnswerAsync(HttpContext context, MemoryStream answer)
    {
        var target = context.Request.Headers["X-Amz-Target"].ToString();
        var name = target.StartsWith(TargetPrefix, StringComparison.Ordinal) ? target[TargetPrefix.Length..] : target;
        if (!Operations.TryGetValue(name, out var operation))
        {
            throw new LogsException("UnknownOperationException", $"LocalCloud does not support the CloudWatch Logs operation '{name}'.");
        }

        using var body = await ParseAsync(context);
        await using var writer = new Utf8JsonWriter(answer);
        writer.WriteStartObject();
        await operation(body.RootElement, store, writer);
        writer.WriteEndObject();
    }

    private static async Task<JsonDocument> ParseAsync(HttpContext context)
    {
        try
        {
            var body = await RequestReader.ReadBodyAsync(context, Gate.MaximumBody);
            var document = JsonDocument.Parse(body);
            JsonNames.Check(body);

            return document;
        }
        catch (Exception broken) when (broken is JsonException or FormatException)
        {
            throw new LogsException("SerializationException", $"The body is not valid JSON: {broken.Message}");
        }
    }

    private static async Task WriteErrorAsync(HttpContext context, LogsException refusal)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.Headers["x-amzn-ErrorType"] = refusal.Code;
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteString("__type", refusal.Code);
        writer.WriteString("message", refusal.Message);
        writer.WriteEndObject();
        await writer.FlushAsync(context.RequestAborted);
    }
}

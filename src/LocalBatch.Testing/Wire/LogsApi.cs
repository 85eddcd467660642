using System.Globalization;
using System.Text.Json;
using LocalBatch.Testing.Logs;

namespace LocalBatch.Testing.Wire;

/// <summary>CloudWatch Logs as far as readers of jobs' output need it: GetLogEvents, FilterLogEvents and DescribeLogStreams.</summary>
internal sealed class LogsApi(MemoryLogs logs)
{
    /// <param name="target">The header <c>X-Amz-Target</c>.</param>
    /// <param name="body">The request, JSON.</param>
    public HttpAnswer Answer(string target, ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body.IsEmpty ? "{}"u8.ToArray() : body);
        var request = document.RootElement;
        var group = Text(request, "logGroupName") ?? Text(request, "logGroupIdentifier")?.Split(":log-group:")[^1].Split(':')[0] ?? "";

        return target.Split('.')[^1] switch
        {
            "GetLogEvents" => logs.Read(group, Text(request, "logStreamName") ?? "") is { } lines
                ? Events(lines, request)
                : Error("ResourceNotFoundException", "The specified log stream does not exist."),
            "FilterLogEvents" => Filtered(group, request),
            "DescribeLogStreams" => Streams(group, Text(request, "logStreamNamePrefix") ?? ""),
            var operation => Error(
                "UnknownOperationException", $"{target} is not answered in memory: AWS Batch is, and of CloudWatch Logs GetLogEvents, FilterLogEvents and DescribeLogStreams, not {operation}."),
        };
    }

    // AWS: tokens f/… and b/…; the same forward token again says that there is no more (API_GetLogEvents).
    private static HttpAnswer Events(IReadOnlyList<LogLine> lines, JsonElement request)
    {
        var limit = request.TryGetProperty("limit", out var given) ? given.GetInt32() : 10_000;
        var isFromHead = request.TryGetProperty("startFromHead", out var head) && head.GetBoolean();
        var token = Text(request, "nextToken");
        var start = token is ['f', '/', ..] ? Place(token)
            : token is ['b', '/', ..] ? Math.Max(0, Place(token) - limit)
            : isFromHead ? 0
            : Math.Max(0, lines.Count - limit);
        var end = Math.Min(lines.Count, token is ['b', '/', ..] ? Place(token) : start + limit);

        return Write(json =>
        {
            json.WriteStartArray("events");
            foreach (var line in lines.Skip(start).Take(end - start))
            {
                json.WriteStartObject();
                Line(json, line);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("nextForwardToken", string.Create(CultureInfo.InvariantCulture, $"f/{Math.Max(start, end)}"));
            json.WriteString("nextBackwardToken", string.Create(CultureInfo.InvariantCulture, $"b/{start}"));
        });
    }

    private HttpAnswer Filtered(string group, JsonElement request)
    {
        if (Text(request, "filterPattern") is { Length: > 0 } pattern)
        {
            return Error("InvalidParameterException", $"Filter patterns are not answered in memory: '{pattern}'.");
        }

        HashSet<string>? wanted = request.TryGetProperty("logStreamNames", out var names) ? [.. names.EnumerateArray().Select(name => name.GetString() ?? "")] : null;
        var prefix = Text(request, "logStreamNamePrefix") ?? "";
        var lines = logs.Streams(group)
            .Where(stream => wanted?.Contains(stream.Name) != false && stream.Name.StartsWith(prefix, StringComparison.Ordinal))
            .SelectMany(stream => stream.Lines.Select(line => (stream.Name, Line: line)))
            .OrderBy(one => one.Line.At)
            .ToList();

        return Write(json =>
        {
            json.WriteStartArray("events");
            foreach (var (name, line) in lines)
            {
                json.WriteStartObject();
                json.WriteString("logStreamName", name);
                Line(json, line);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private HttpAnswer Streams(string group, string prefix) => Write(json =>
    {
        json.WriteStartArray("logStreams");
        foreach (var (name, lines) in logs.Streams(group).Where(stream => stream.Name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            json.WriteStartObject();
            json.WriteString("logStreamName", name);
            if (lines.Count > 0)
            {
                json.WriteNumber("firstEventTimestamp", lines[0].At.ToUnixTimeMilliseconds());
                json.WriteNumber("lastEventTimestamp", lines[^1].At.ToUnixTimeMilliseconds());
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void Line(Utf8JsonWriter json, LogLine line)
    {
        json.WriteNumber("timestamp", line.At.ToUnixTimeMilliseconds());
        json.WriteNumber("ingestionTime", line.At.ToUnixTimeMilliseconds());
        json.WriteString("message", line.Text);
    }

    private static HttpAnswer Error(string type, string message)
    {
        var answer = Write(json =>
        {
            json.WriteString("__type", type);
            json.WriteString("message", message);
        });

        return answer with { StatusCode = 400, ErrorType = type };
    }

    private static HttpAnswer Write(Action<Utf8JsonWriter> members)
    {
        using MemoryStream body = new();
        using (Utf8JsonWriter json = new(body))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return new(200, body.ToArray(), null);
    }

    private static int Place(string token) => int.TryParse(token.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place : 0;

    private static string? Text(JsonElement request, string member) => request.TryGetProperty(member, out var value) ? value.GetString() : null;
}

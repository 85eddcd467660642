using System.Text.Json;

namespace LocalCloud.Logs.Operations;

/// <summary>
/// Reads one stream page by page. At either end the token given comes back: a caller who sees the same token twice has
/// seen everything there is so far, and goes on with it later.
/// </summary>
internal static class GetLogEvents
{
    /// <exception cref="LogsException">No such group or stream, a bad limit or token.</exception>
    public static Task RunAsync(JsonElement body, LogStore store, Utf8JsonWriter answer)
    {
        // unmask asks to see what a data protection policy hides; there are no such policies here, all is seen.
        var request = new LogsRequest(
            nameof(GetLogEvents), body,
            "logGroupName", "logGroupIdentifier", "logStreamName", "startTime", "endTime", "startFromHead", "limit", "nextToken", "unmask");
        var limit = request.Limit("limit", LogAnswers.MaxEvents, LogAnswers.MaxEvents);
        var token = request.Text("nextToken") is { } text ? LogTokens.ParseDirection(text) : default((bool IsForward, LogPosition Position)?);
        var group = store.Reader.RequiredGroup(request.GroupName());
        var stream = store.Reader.RequiredStream(group, request.RequiredText("logStreamName"));
        var window = Window(request, store.Reader.KeptSince(group));

        var events = Read(store.Reader, stream, window, token, token?.IsForward ?? request.Flag("startFromHead"), limit);

        answer.WriteStartArray("events");
        events.ForEach(one => answer.WriteEvent(one, isFiltered: false));
        answer.WriteEndArray();
        WriteTokens(answer, events, token);

        return Task.CompletedTask;
    }

    /// <summary>AWS: from startTime on, up to but without endTime (API_GetLogEvents).</summary>
    private static (LogPosition After, LogPosition Before) Window(LogsRequest request, long keptSince) =>
        (new(Math.Max(request.Number("startTime") ?? long.MinValue, keptSince), long.MinValue), new(request.Number("endTime") ?? long.MaxValue, long.MinValue));

    private static List<LogEvent> Read(
        LogReader reader, LogStream stream, (LogPosition After, LogPosition Before) window, (bool IsForward, LogPosition Position)? token, bool fromHead, int limit)
    {
        var (after, before) = token switch
        {
            (true, var position) => (Later(window.After, position), window.Before),
            (false, var position) => (window.After, Earlier(window.Before, position)),
            null => window,
        };
        var events = new List<LogEvent>();
        var bytes = 0;
        reader.Events(stream, after, before, fromHead, one =>
        {
            bytes += one.Message.Length + LogSession.EventOverhead;
            if (events.Count > 0 && bytes > LogAnswers.MaxBytes)
            {
                return false;
            }

            events.Add(one);

            return events.Count < limit;
        });
        if (!fromHead)
        {
            events.Reverse();
        }

        return events;
    }

    private static void WriteTokens(Utf8JsonWriter answer, List<LogEvent> events, (bool IsForward, LogPosition Position)? token)
    {
        var (last, first) = events.Count > 0
            ? (events[^1].Position, events[0].Position)
            : token switch
            {
                (true, var position) => (position, position with { Id = Math.Max(position.Id, position.Id + 1) }),
                (false, var position) => (position with { Id = Math.Max(position.Id - 1, 0) }, position),
                null => default,
            };
        answer.WriteString("nextForwardToken", LogTokens.Forward(last));
        answer.WriteString("nextBackwardToken", LogTokens.Backward(first));
    }

    private static LogPosition Later(LogPosition one, LogPosition other) => one.CompareTo(other) > 0 ? one : other;

    private static LogPosition Earlier(LogPosition one, LogPosition other) => one.CompareTo(other) < 0 ? one : other;
}

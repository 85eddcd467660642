using System.Text.Json;

namespace LocalCloud.Logs.Operations;

/// <summary>Lists a group's streams, by name or by their last event.</summary>
internal static class DescribeLogStreams
{
    private const int MaxLimit = 50;

    /// <exception cref="LogsException">No such group; a prefix with the order of last events; a bad order, limit or token.</exception>
    public static Task RunAsync(JsonElement body, LogStore store, Utf8JsonWriter answer)
    {
        var request = new LogsRequest(
            nameof(DescribeLogStreams), body,
            "logGroupName", "logGroupIdentifier", "logStreamNamePrefix", "orderBy", "descending", "limit", "nextToken");
        var prefix = request.Text("logStreamNamePrefix");
        var byLastEvent = ByLastEvent(request.Text("orderBy"));
        if (byLastEvent && prefix is not null)
        {
            throw LogsException.Invalid("Cannot order by LastEventTime with a logStreamNamePrefix.");
        }

        var limit = request.Limit("limit", MaxLimit, MaxLimit);
        var group = store.Reader.RequiredGroup(request.GroupName());
        var after = request.Text("nextToken") is { } token ? LogTokens.ParseName(token) : default((long, string)?);
        var streams = store.Reader.Streams(new(group.Id, prefix ?? "", byLastEvent, request.Flag("descending"), after, limit + 1));

        answer.WriteStartArray("logStreams");
        foreach (var stream in streams.Take(limit))
        {
            Write(stream, group, store, answer);
        }

        answer.WriteEndArray();
        if (streams.Count > limit)
        {
            answer.WriteString("nextToken", LogTokens.Name(streams[limit - 1].LastAt ?? 0, streams[limit - 1].Name));
        }

        return Task.CompletedTask;
    }

    private static bool ByLastEvent(string? orderBy) => orderBy switch
    {
        null or "LogStreamName" => false,
        "LastEventTime" => true,
        _ => throw LogsException.Constraint(orderBy, "orderBy", "Member must satisfy enum value set: [LogStreamName, LastEventTime]"),
    };

    private static void Write(LogStream stream, LogGroup group, LogStore store, Utf8JsonWriter answer)
    {
        answer.WriteStartObject();
        answer.WriteString("logStreamName", stream.Name);
        answer.WriteNumber("creationTime", stream.CreatedAt);
        if (stream is { FirstAt: { } first, LastAt: { } last, LastIngestedAt: { } ingested })
        {
            answer.WriteNumber("firstEventTimestamp", first);
            answer.WriteNumber("lastEventTimestamp", last);
            answer.WriteNumber("lastIngestionTime", ingested);
        }

        answer.WriteString("arn", store.Options.Account.Arn("logs", $"log-group:{group.Name}:log-stream:{stream.Name}"));
        // AWS: always 0 since 2019 (API_LogStream).
        answer.WriteNumber("storedBytes", 0);
        answer.WriteEndObject();
    }
}

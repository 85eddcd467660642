using System.Text.Json;

namespace LocalCloud.Logs.Operations;

/// <summary>Lists groups by name.</summary>
internal static class DescribeLogGroups
{
    private const int MaxLimit = 50;

    /// <exception cref="LogsException">Prefix and pattern together, a bad limit or token.</exception>
    public static Task RunAsync(JsonElement body, LogStore store, Utf8JsonWriter answer)
    {
        var request = new LogsRequest(nameof(DescribeLogGroups), body, "logGroupNamePrefix", "logGroupNamePattern", "limit", "nextToken");
        var (prefix, pattern) = (request.Text("logGroupNamePrefix"), request.Text("logGroupNamePattern"));
        if (prefix is not null && pattern is not null)
        {
            throw LogsException.Invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
        }

        var limit = request.Limit("limit", MaxLimit, MaxLimit);
        var after = request.Text("nextToken") is { } token ? LogTokens.ParseName(token).Name : "";
        var groups = store.Reader.Groups(prefix ?? "", pattern ?? "", after, limit + 1);

        answer.WriteStartArray("logGroups");
        foreach (var group in groups.Take(limit))
        {
            Write(group, store, answer);
        }

        answer.WriteEndArray();
        if (groups.Count > limit)
        {
            answer.WriteString("nextToken", LogTokens.Name(0, groups[limit - 1].Name));
        }

        return Task.CompletedTask;
    }

    private static void Write(LogGroup group, LogStore store, Utf8JsonWriter answer)
    {
        var arn = store.Options.Account.Arn("logs", $"log-group:{group.Name}");
        answer.WriteStartObject();
        answer.WriteString("logGroupName", group.Name);
        answer.WriteNumber("creationTime", group.CreatedAt);
        if (group.RetentionInDays is { } days)
        {
            answer.WriteNumber("retentionInDays", days);
        }

        answer.WriteNumber("metricFilterCount", 0);
        answer.WriteString("arn", $"{arn}:*");
        answer.WriteNumber("storedBytes", group.StoredBytes);
        answer.WriteString("logGroupClass", "STANDARD");
        answer.WriteString("logGroupArn", arn);
        answer.WriteEndObject();
    }
}

using System.Text.Json;

namespace BatchFunctions.Jobs;

/// <summary>Writes a page of a job's output.</summary>
internal static class JobLogJson
{
    public static void Write(Utf8JsonWriter writer, int attempt, string? stream, JobLogPage? page, string? token)
    {
        writer.WriteStartObject();
        writer.WriteNumber("attempt", attempt);
        if (stream is not null)
        {
            writer.WriteString("logStreamName", stream);
        }

        writer.WriteStartArray("events");
        foreach (var line in page?.Lines ?? [])
        {
            writer.WriteStartObject();
            writer.WriteNumber("timestamp", line.Timestamp);
            writer.WriteString("message", line.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        // AWS: at the end of a stream GetLogEvents gives the token it was given (API_GetLogEvents); what is written later follows it.
        writer.WriteBoolean("isEnd", page is null || page.Next == token);
        if (page is not null)
        {
            writer.WriteString("nextToken", page.Next);
        }

        writer.WriteEndObject();
    }
}

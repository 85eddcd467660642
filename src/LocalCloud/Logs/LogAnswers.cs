using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace LocalCloud.Logs;

/// <summary>What several answers share.</summary>
internal static class LogAnswers
{
    /// <summary>AWS: an answer holds 1 MB of events, or 10,000 (API_GetLogEvents).</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>AWS: see <see cref="MaxBytes"/>.</summary>
    public const int MaxEvents = 10_000;

    /// <summary>The message as text: what is not UTF-8 in it becomes U+FFFD.</summary>
    public static string Message(this LogEvent one) => Encoding.UTF8.GetString(one.Message);

    public static void WriteEvent(this Utf8JsonWriter answer, LogEvent one, bool isFiltered)
    {
        answer.WriteStartObject();
        if (isFiltered)
        {
            answer.WriteString("logStreamName", one.Stream);
        }

        answer.WriteNumber("timestamp", one.Position.At);
        if (Utf8.IsValid(one.Message))
        {
            answer.WriteString("message", one.Message);
        }
        else
        {
            answer.WriteString("message", one.Message());
        }

        answer.WriteNumber("ingestionTime", one.IngestedAt);
        if (isFiltered)
        {
            answer.WriteString("eventId", LogTokens.EventId(one.Position));
        }

        answer.WriteEndObject();
    }

    /// <exception cref="LogsException">There is no such group.</exception>
    public static LogGroup RequiredGroup(this LogReader reader, string name) => reader.Group(name) ?? throw LogsException.NoSuchGroup();

    /// <exception cref="LogsException">There is no such stream.</exception>
    public static LogStream RequiredStream(this LogReader reader, LogGroup group, string name) => reader.Stream(group.Id, name) ?? throw LogsException.NoSuchStream();
}

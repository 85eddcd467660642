using System.Text;
using System.Text.Json;

namespace LocalCloud.Logs.Operations;

/// <summary>Adds events to a stream that exists. Sequence tokens are neither needed nor checked, as on AWS since 2023.</summary>
internal static class PutLogEvents
{
    private const int MaxBatchBytes = 1_048_576;
    private static readonly TimeSpan Span = TimeSpan.FromHours(24);
    private static readonly TimeSpan TooOld = TimeSpan.FromDays(14);
    private static readonly TimeSpan TooNew = TimeSpan.FromHours(2);

    /// <exception cref="LogsException">No such group or stream; events out of order, too many, too large or spread over more than a day.</exception>
    public static async Task RunAsync(JsonElement body, LogStore store, Utf8JsonWriter answer)
    {
        var request = new LogsRequest(nameof(PutLogEvents), body, "logGroupName", "logStreamName", "logEvents", "sequenceToken");
        var (group, stream) = (request.RequiredText("logGroupName"), request.RequiredText("logStreamName"));
        var events = (request.List("logEvents") ?? throw LogsException.Constraint("null", "logEvents", "Member must not be null")).ConvertAll(Parse);
        Check(events);
        var now = store.Options.Time.GetUtcNow();
        var oldest = (now - TooOld).ToUnixTimeMilliseconds();
        var newest = (now + TooNew).ToUnixTimeMilliseconds();

        await store.ChangeAsync(session =>
        {
            var id = session.GroupId(group) ?? throw LogsException.NoSuchGroup();
            var ids = (id, session.StreamId(id, stream) ?? throw LogsException.NoSuchStream());
            foreach (var (at, message) in events.Where(one => one.At >= oldest && one.At <= newest))
            {
                session.Add(ids, at, message);
            }

            return true;
        });

        answer.WriteString("nextSequenceToken", LogTokens.EventId(new(now.ToUnixTimeMilliseconds(), events.Count)));
        WriteRejected(answer, events, oldest, newest);
    }

    private static (long At, byte[] Message) Parse(JsonElement one)
    {
        var fields = new LogsRequest(nameof(PutLogEvents), one, "timestamp", "message");
        var at = fields.Number("timestamp") ?? throw LogsException.Constraint("null", "logEvents.member.timestamp", "Member must not be null");

        return (at, Encoding.UTF8.GetBytes(fields.RequiredText("message")));
    }

    private static void Check(List<(long At, byte[] Message)> events)
    {
        if (events.Count is 0 or > LogAnswers.MaxEvents)
        {
            throw LogsException.Constraint($"{events.Count} events", "logEvents", $"Member must have length between 1 and {LogAnswers.MaxEvents}, inclusive");
        }

        for (var i = 1; i < events.Count; i++)
        {
            if (events[i].At < events[i - 1].At)
            {
                throw LogsException.Invalid("Log events in a single PutLogEvents request must be in chronological order.");
            }
        }

        if ((Int128)events[^1].At - events[0].At > (Int128)Span.TotalMilliseconds)
        {
            throw LogsException.Invalid("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
        }

        var bytes = events.Sum(one => (long)one.Message.Length + LogSession.EventOverhead);
        if (bytes > MaxBatchBytes)
        {
            throw LogsException.Invalid($"Upload too large: {bytes} bytes exceeds limit of {MaxBatchBytes}");
        }
    }

    /// <summary>AWS: the events are in order, so an index tells the old ones before it, another the new ones from it (API_RejectedLogEventsInfo).</summary>
    private static void WriteRejected(Utf8JsonWriter answer, List<(long At, byte[] Message)> events, long oldest, long newest)
    {
        var old = events.FindLastIndex(one => one.At < oldest);
        var tooNew = events.FindIndex(one => one.At > newest);
        if (old < 0 && tooNew < 0)
        {
            return;
        }

        answer.WriteStartObject("rejectedLogEventsInfo");
        if (old >= 0)
        {
            answer.WriteNumber("tooOldLogEventEndIndex", old + 1);
        }

        if (tooNew >= 0)
        {
            answer.WriteNumber("tooNewLogEventStartIndex", tooNew);
        }

        answer.WriteEndObject();
    }
}

using System.Text.Json;

namespace LocalCloud.Logs.Operations;

/// <summary>Searches the streams of a group, their events interleaved by time.</summary>
internal static class FilterLogEvents
{
    private const int MaxStreams = 100;

    /// <summary>Events looked at for one answer; a token goes on from there, as AWS's answers may be empty and still have one.</summary>
    private const int MaxScanned = 100_000;

    /// <exception cref="LogsException">No such group or stream, a pattern that is malformed or not supported, a bad limit or token.</exception>
    public static Task RunAsync(JsonElement body, LogStore store, Utf8JsonWriter answer)
    {
        // interleaved is ignored by AWS since 2019, and so is unmask where nothing is masked.
        var request = new LogsRequest(
            nameof(FilterLogEvents), body,
            "logGroupName", "logGroupIdentifier", "logStreamNames", "logStreamNamePrefix", "startTime", "endTime", "filterPattern", "limit", "nextToken",
            "interleaved", "unmask");
        var limit = request.Limit("limit", LogAnswers.MaxEvents, LogAnswers.MaxEvents);
        var pattern = FilterPattern.Parse(request.Text("filterPattern") ?? "");
        var (names, prefix) = (request.Texts("logStreamNames"), request.Text("logStreamNamePrefix"));
        Check(names, prefix);
        var from = request.Text("nextToken") is { } token ? LogTokens.ParseEventId(token) : LogPosition.Start;
        var group = store.Reader.RequiredGroup(request.GroupName());
        var streams = names?.ConvertAll(name => store.Reader.RequiredStream(group, name).Id);
        var (after, before) = Window(request, store.Reader.KeptSince(group), from);

        var page = new Page(pattern, limit);
        store.Reader.Events(group, streams, prefix ?? "", after, before, page.Take);

        answer.WriteStartArray("events");
        page.Events.ForEach(one => answer.WriteEvent(one, isFiltered: true));
        answer.WriteEndArray();
        answer.WriteStartArray("searchedLogStreams");
        answer.WriteEndArray();
        if (page.Last is { } last)
        {
            answer.WriteString("nextToken", LogTokens.EventId(last));
        }

        return Task.CompletedTask;
    }

    private static void Check(List<string>? names, string? prefix)
    {
        if (names is not null && prefix is not null)
        {
            // AWS: either, not both (API_FilterLogEvents).
            throw LogsException.Invalid("Only one of logStreamNamePrefix or logStreamNames may be specified.");
        }

        if (names is { Count: 0 or > MaxStreams })
        {
            throw LogsException.Constraint($"[{string.Join(", ", names)}]", "logStreamNames", $"Member must have length between 1 and {MaxStreams}, inclusive");
        }
    }

    /// <summary>AWS: from startTime to endTime, both included (API_FilterLogEvents).</summary>
    private static (LogPosition After, LogPosition Before) Window(LogsRequest request, long keptSince, LogPosition from)
    {
        var start = new LogPosition(Math.Max(request.Number("startTime") ?? long.MinValue, keptSince), long.MinValue);

        return (start.CompareTo(from) > 0 ? start : from, new(request.Number("endTime") ?? long.MaxValue, long.MaxValue));
    }

    /// <summary>Collects one page; <see cref="Last"/> is set where it ended before the events did.</summary>
    private sealed class Page(FilterPattern pattern, int limit)
    {
        private int _bytes;
        private int _scanned;
        private LogPosition _seen;

        public List<LogEvent> Events { get; } = [];

        public LogPosition? Last { get; private set; }

        public bool Take(LogEvent one)
        {
            var isMatch = pattern.Matches(one.Message());
            var bytes = one.Message.Length + one.Stream.Length + LogSession.EventOverhead;
            if (Events.Count == limit || _scanned == MaxScanned || (isMatch && Events.Count > 0 && _bytes + bytes > LogAnswers.MaxBytes))
            {
                Last = _seen;

                return false;
            }

            _scanned++;
            _seen = one.Position;
            if (isMatch)
            {
                Events.Add(one);
                _bytes += bytes;
            }

            return true;
        }
    }
}

using System.Collections.Concurrent;
using System.Text.Json;
using LocalBatch.Events;

namespace LocalBatch.Tests.Support;

/// <summary>Keeps the events it is given; can be told to refuse.</summary>
internal sealed class RecordingBus : IJobEventSink
{
    private readonly ConcurrentQueue<JsonElement> _events = new();

    public bool IsRefusing { get; set; }

    public IReadOnlyList<JsonElement> Events => [.. _events];

    public ValueTask PublishAsync(IReadOnlyList<JobEventEnvelope> events, CancellationToken cancellation)
    {
        if (IsRefusing)
        {
            throw new InvalidOperationException("The bus takes nothing.");
        }

        foreach (var envelope in events)
        {
            var json = JsonElement.Parse(envelope.Json.Span);
            Assert.Equal(envelope.Id, json.GetProperty("id").GetString());
            _events.Enqueue(json);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Statuses a job's state changes told of, in order.</summary>
    public IReadOnlyList<string> StatusesOf(string jobId) =>
        [.. Events.Where(change => change.Detail("jobId") == jobId && change.Text("detail-type") == "Batch Job State Change").Select(change => change.Detail("status"))];
}

internal static class EventReading
{
    extension(JsonElement element)
    {
        public string Text(string property) => element.GetProperty(property).GetString() ?? "";

        public string Detail(string property) => element.GetProperty("detail").Text(property);

        public long Number(string property) => element.GetProperty(property).GetInt64();

        public bool Has(string property) => element.TryGetProperty(property, out _);
    }
}

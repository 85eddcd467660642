using System.Text.Json.Nodes;
using LocalBatch.Events;

namespace LocalBatch.CrashHost;

/// <summary>The bus: it takes an event by printing it.</summary>
internal sealed class ReportedEvents : IJobEventSink
{
    public ValueTask PublishAsync(IReadOnlyList<JobEventEnvelope> events, CancellationToken cancellation)
    {
        foreach (var one in events)
        {
            if (JsonNode.Parse(one.Json.Span) is { } envelope)
            {
                Report.Event(envelope);
            }
        }

        return ValueTask.CompletedTask;
    }
}

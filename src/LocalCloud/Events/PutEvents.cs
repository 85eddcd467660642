using System.Text;
using System.Text.Json;
using LocalCloud.Deliveries;
using LocalCloud.Gateway;
using LocalCloud.Lineages;

namespace LocalCloud.Events;

/// <summary>Takes up to ten events; each is accepted or refused for itself.</summary>
internal sealed class PutEvents(AwsAccount account, EventBus bus, TimeProvider time, Func<Guid> newId)
{
    private const int MaximumEntries = 10;

    // AWS: 1 MB for a request since 2026, all entries together (API_PutEvents).
    private const int MaximumSize = 1_048_576;

    public async Task<Action<Utf8JsonWriter>> RunAsync(JsonMembers body, Lineage lineage)
    {
        var entries = body.Objects("Entries").Select(Read).ToList();
        body.RefuseOthers();
        if (entries.Count is 0 or > MaximumEntries)
        {
            throw new AwsException("ValidationException", $"Entries must have 1 to {MaximumEntries} members; it has {entries.Count}.");
        }

        if (entries.Sum(entry => entry.Size) > MaximumSize)
        {
            throw new AwsException("ValidationException", "Total size of the entries in the request is over the limit.");
        }

        foreach (var accepted in entries.Where(entry => entry.ErrorCode is null).GroupBy(entry => entry.BusName, StringComparer.Ordinal))
        {
            await bus.PublishAsync(accepted.Key, [.. accepted.Select(entry => (entry.Event.Id, (ReadOnlyMemory<byte>)EventEnvelope.Write(account, entry.Event)))], lineage);
        }

        return json => Write(json, entries);
    }

    private Entry Read(JsonMembers json)
    {
        var (source, detailType, detail) = (json.Text("Source"), json.Text("DetailType"), json.Text("Detail"));
        var busName = json.Text("EventBusName")?.Split('/')[^1] ?? "default";
        var resources = json.Texts("Resources");
        var at = json.Timestamp("Time") ?? time.GetUtcNow();
        _ = json.Text("TraceHeader");
        json.RefuseOthers();
        var entry = new Entry(busName, new()
        {
            Id = newId().ToString(),
            DetailType = detailType ?? "",
            Source = source ?? "",
            Time = at,
            Resources = resources,
            Detail = detail ?? "{}",
        });

        return entry.Check(bus.Buses, source, detailType, detail);
    }

    private static void Write(Utf8JsonWriter json, List<Entry> entries)
    {
        json.WriteNumber("FailedEntryCount", entries.Count(entry => entry.ErrorCode is not null));
        json.WriteStartArray("Entries");
        foreach (var entry in entries)
        {
            json.WriteStartObject();
            if (entry.ErrorCode is null)
            {
                json.WriteString("EventId", entry.Event.Id);
            }
            else
            {
                json.WriteString("ErrorCode", entry.ErrorCode);
                json.WriteString("ErrorMessage", entry.ErrorMessage);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private sealed record Entry(string BusName, EventEnvelope Event)
    {
        public string? ErrorCode { get; private init; }

        public string? ErrorMessage { get; private init; }

        // AWS: how EventBridge counts the size of an entry (eb-putevents).
        public int Size => 14 + Encoding.UTF8.GetByteCount(Event.Source) + Encoding.UTF8.GetByteCount(Event.DetailType)
            + Encoding.UTF8.GetByteCount(Event.Detail) + Event.Resources.Sum(Encoding.UTF8.GetByteCount);

        public Entry Check(IReadOnlyList<string> buses, string? source, string? detailType, string? detail) => this switch
        {
            _ when string.IsNullOrEmpty(source) => Missing("Source"),
            _ when string.IsNullOrEmpty(detailType) => Missing("DetailType"),
            _ when string.IsNullOrEmpty(detail) => Missing("Detail"),
            _ when !IsObject(detail) => Refuse("MalformedDetail", "Detail is malformed."),
            _ when source.StartsWith("aws.", StringComparison.Ordinal) => Refuse("NotAuthorizedForSourceException", "Not authorized for the source."),
            _ when !buses.Contains(BusName) => Refuse("ResourceNotFoundException", $"Event bus {BusName} does not exist."),
            _ => this,
        };

        private Entry Missing(string name) =>
            Refuse("InvalidArgument", $"Parameter {name} is not valid. Reason: {name} is a required argument.");

        private Entry Refuse(string code, string message) => this with { ErrorCode = code, ErrorMessage = message };

        private static bool IsObject(string text)
        {
            try
            {
                // One level below what readers of the whole event take.
                using var document = JsonDocument.Parse(text, new() { MaxDepth = 63 });
                JsonNames.Check(Encoding.UTF8.GetBytes(text));

                return document.RootElement.ValueKind == JsonValueKind.Object;
            }
            catch (Exception malformed) when (malformed is JsonException or FormatException)
            {
                return false;
            }
        }
    }
}

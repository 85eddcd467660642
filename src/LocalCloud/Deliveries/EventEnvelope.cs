using System.Globalization;
using System.Text.Json;
using LocalCloud.Gateway;

namespace LocalCloud.Deliveries;

/// <summary>An event as EventBridge hands it to targets.</summary>
internal sealed record EventEnvelope
{
    public required string Id { get; init; }

    public required string DetailType { get; init; }

    public required string Source { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required IReadOnlyList<string> Resources { get; init; }

    /// <summary>A JSON object, as text.</summary>
    public required string Detail { get; init; }

    public static byte[] Write(AwsAccount account, EventEnvelope @event)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("version", "0");
            json.WriteString("id", @event.Id);
            json.WriteString("detail-type", @event.DetailType);
            json.WriteString("source", @event.Source);
            json.WriteString("account", account.AccountId);
            // AWS: whole seconds.
            json.WriteString("time", @event.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            json.WriteString("region", account.Region);
            json.WriteStartArray("resources");
            foreach (var resource in @event.Resources)
            {
                json.WriteStringValue(resource);
            }

            json.WriteEndArray();
            json.WritePropertyName("detail");
            json.WriteRawValue(@event.Detail);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Amazon.Lambda.Serialization.SystemTextJson.Converters;

/// <summary>A time as text, or as the epoch seconds that some event sources write.</summary>
public class DateTimeConverter : JsonConverter<DateTime>
{
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String when reader.TryGetDateTime(out var time):
                return time;
            case JsonTokenType.String when DateTime.TryParse(reader.GetString(), CultureInfo.InvariantCulture, out var time):
                return time;
            case JsonTokenType.Number when reader.TryGetInt64(out var seconds):
                return DateTime.UnixEpoch.AddSeconds(seconds);
            case JsonTokenType.Number:
                return DateTime.UnixEpoch.AddSeconds(reader.GetDouble());
            default:
                throw new JsonException($"A time is text such as 2026-01-31T12:00:00Z or epoch seconds, not {reader.TokenType}.");
        }
    }

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

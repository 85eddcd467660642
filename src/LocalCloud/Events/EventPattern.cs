using System.Text;
using System.Text.Json;
using LocalCloud.Gateway;

namespace LocalCloud.Events;

/// <summary>An event pattern, ready to match. The whole language of EventBridge (eb-create-pattern-operators).</summary>
internal sealed class EventPattern
{
    private readonly PatternNode _root;

    private EventPattern(PatternNode root) => _root = root;

    /// <exception cref="FormatException">The pattern is no JSON object, or uses an operator that EventBridge does not have.</exception>
    public static EventPattern Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new() { MaxDepth = 64 });
            JsonNames.Check(Encoding.UTF8.GetBytes(json));

            return new(PatternParser.Object(document.RootElement, "$"));
        }
        catch (JsonException malformed)
        {
            throw new FormatException($"Event pattern is not valid. Reason: it is no JSON: {malformed.Message}", malformed);
        }
    }

    public bool Matches(JsonElement @event) => _root.Matches(@event);
}

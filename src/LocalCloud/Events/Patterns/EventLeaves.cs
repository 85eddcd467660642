using System.Text.Json;

namespace LocalCloud.Events.Patterns;

/// <summary>One value of an event that is neither object nor array.</summary>
/// <param name="Text">As JSON writes it, a text in its quotes but without escapes: <c>"FAILED"</c>, <c>3.0e2</c>, <c>null</c>.</param>
/// <param name="Places">In which arrays' elements it stands.</param>
internal sealed record EventLeaf(string Text, ArrayPlaces Places);

/// <summary>The leaves of an event by their names, which are joined by dots.</summary>
// AWS: a name with a dot and two nested names are the same; lists in lists are one list; objects and empty lists are no leaves (event-ruler).
internal sealed class EventLeaves
{
    private readonly Dictionary<string, List<EventLeaf>> _leaves = new(StringComparer.Ordinal);
    private readonly IReadOnlySet<string> _steps;
    private int _arrays;

    /// <param name="json">The event.</param>
    /// <param name="steps">Parts of names between dots that a pattern asks for; no other member is looked into.</param>
    public EventLeaves(JsonElement json, IReadOnlySet<string> steps)
    {
        _steps = steps;
        if (json.ValueKind == JsonValueKind.Object)
        {
            Object(json, "", ArrayPlaces.None);
        }
    }

    public IReadOnlyList<EventLeaf> Of(string name) => _leaves.TryGetValue(name, out var leaves) ? leaves : [];

    private void Object(JsonElement json, string name, ArrayPlaces places)
    {
        foreach (var member in json.EnumerateObject())
        {
            if (NameOf(member) is { } own && own.Split('.').All(_steps.Contains))
            {
                Value(member.Value, name.Length == 0 ? own : $"{name}.{own}", places);
            }
        }
    }

    private void Value(JsonElement json, string name, ArrayPlaces places)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                Object(json, name, places);
                break;
            case JsonValueKind.Array:
                Array(json, name, places);
                break;
            default:
                Leaf(json, name, places);
                break;
        }
    }

    private void Array(JsonElement json, string name, ArrayPlaces places)
    {
        var array = _arrays++;
        var index = 0;
        foreach (var element in json.EnumerateArray())
        {
            // A bare value has no neighbours, so it stands in no element.
            Value(element, name, element.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? places.In(array, index) : places);
            index++;
        }
    }

    private void Leaf(JsonElement json, string name, ArrayPlaces places)
    {
        if (TextOf(json) is not { } text)
        {
            return;
        }

        if (!_leaves.TryGetValue(name, out var leaves))
        {
            _leaves[name] = leaves = [];
        }

        leaves.Add(new(text, places));
    }

    private static string? NameOf(JsonProperty member) => WholeText(() => member.Name);

    private static string? TextOf(JsonElement json) =>
        json.ValueKind == JsonValueKind.String ? WholeText(() => $"\"{json.GetString()}\"") : json.GetRawText();

    /// <summary>An escape such as \ud800 without its other half is no text, and matches nothing.</summary>
    private static string? WholeText(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}

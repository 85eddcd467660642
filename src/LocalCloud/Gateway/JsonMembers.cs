using System.Globalization;
using System.Text.Json;

namespace LocalCloud.Gateway;

/// <summary>The members of one JSON object of a request. What nobody asked for is refused by name, never ignored.</summary>
/// <param name="json">Must be an object.</param>
/// <param name="path">Where it is in the body, such as <c>Entries[2].</c>; empty for the body itself.</param>
internal sealed class JsonMembers(JsonElement json, string path = "")
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>Reads a request body.</summary>
    /// <exception cref="AwsException">SerializationException: it is no JSON object, or too deep.</exception>
    public static JsonMembers Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            // Deeper than any AWS request; the reader stops there instead of at the end of the stack.
            using var document = JsonDocument.Parse(body.IsEmpty ? "{}"u8.ToArray() : body, new() { MaxDepth = 64 });
            JsonNames.Check(body.Span);

            return Of(document.RootElement.Clone(), "");
        }
        catch (Exception malformed) when (malformed is JsonException or FormatException)
        {
            throw new AwsException("SerializationException", $"The body is not valid JSON: {malformed.Message}");
        }
    }

    public string? Text(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => TextOf(name, text),
        _ => throw WrongType(name, "a string"),
    };

    public string RequiredText(string name) => Text(name) is { Length: > 0 } text ? text : throw Missing(name);

    public int? Number(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var value) => value,
        // Some clients send numbers as text, and AWS takes them.
        { ValueKind: JsonValueKind.String } text when int.TryParse(TextOf(name, text), CultureInfo.InvariantCulture, out var value) => value,
        _ => throw WrongType(name, "an integer"),
    };

    public bool? Flag(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw WrongType(name, "true or false"),
    };

    public JsonMembers? Object(string name) => Find(name) is { } found ? Of(found, path + name) : null;

    /// <summary>Seconds since 1970, with or without a fraction, or ISO 8601.</summary>
    public DateTimeOffset? Timestamp(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetDouble(out var seconds) && seconds is >= 0 and < 253_402_300_800 =>
            DateTimeOffset.UnixEpoch.AddSeconds(seconds),
        { ValueKind: JsonValueKind.String } text when DateTimeOffset.TryParse(
            TextOf(name, text), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time,
        _ => throw WrongType(name, "a time: seconds since 1970, or ISO 8601"),
    };

    public IReadOnlyList<string> Texts(string name) => Items(name, "strings")
        .Select(item => item.ValueKind == JsonValueKind.String ? TextOf(name, item) : throw WrongType(name, "a list of strings"))
        .ToList();

    public IReadOnlyList<JsonMembers> Objects(string name) =>
        Items(name, "objects").Select((item, index) => Of(item, $"{path}{name}[{index}]")).ToList();

    /// <summary>The entries of a map of objects.</summary>
    public IReadOnlyList<(string Key, JsonMembers Value)> ObjectMap(string name) => Find(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Object } map => map.EnumerateObject()
            .Select(entry => (entry.Name, Of(entry.Value, $"{path}{name}.{entry.Name}"))).ToList(),
        _ => throw WrongType(name, "an object"),
    };

    /// <summary>The entries of a map of strings.</summary>
    public IReadOnlyDictionary<string, string> TextMap(string name)
    {
        var found = Find(name);
        if (found is null)
        {
            return new Dictionary<string, string>();
        }

        if (found is not { ValueKind: JsonValueKind.Object } map || map.EnumerateObject().Any(entry => entry.Value.ValueKind != JsonValueKind.String))
        {
            throw WrongType(name, "an object of strings");
        }

        // The last of two equal names wins, as in most JSON readers.
        return map.EnumerateObject().GroupBy(entry => entry.Name, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => TextOf(name, group.Last().Value), StringComparer.Ordinal);
    }

    /// <summary>To be called once everything known has been asked for.</summary>
    /// <exception cref="AwsException">There is a member that nobody asked for.</exception>
    public void RefuseOthers()
    {
        var unknown = json.EnumerateObject().Select(member => member.Name).FirstOrDefault(name => !_asked.Contains(name));
        if (unknown is not null)
        {
            throw new AwsException("UnsupportedOperation", $"{path}{unknown} is not supported by the local stack.");
        }
    }

    public AwsException Missing(string name) => new("MissingParameter", $"The request must contain the parameter {path}{name}.");

    private static JsonMembers Of(JsonElement element, string path) => element.ValueKind == JsonValueKind.Object
        ? new(element, path.Length == 0 ? "" : path + ".")
        : throw new AwsException("SerializationException", $"{(path.Length == 0 ? "The body" : path)} must be a JSON object.");

    private JsonElement.ArrayEnumerator Items(string name, string what) => Find(name) switch
    {
        null => default,
        { ValueKind: JsonValueKind.Array } array => array.EnumerateArray(),
        _ => throw WrongType(name, $"a list of {what}"),
    };

    private JsonElement? Find(string name)
    {
        _asked.Add(name);

        return json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private string TextOf(string name, JsonElement text)
    {
        try
        {
            return text.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            // An escape such as \ud800 without its other half.
            throw WrongType(name, "valid Unicode text");
        }
    }

    private AwsException WrongType(string name, string right) => new("SerializationException", $"{path}{name} must be {right}.");
}

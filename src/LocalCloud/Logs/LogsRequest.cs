using System.Globalization;
using System.Text.Json;

namespace LocalCloud.Logs;

/// <summary>The members of one request. What an operation does not ask for, it does not support: such a member is refused by name.</summary>
internal sealed class LogsRequest
{
    private readonly JsonElement _body;

    /// <exception cref="LogsException">A member is not among <paramref name="supported"/>.</exception>
    public LogsRequest(string operation, JsonElement body, params ReadOnlySpan<string> supported)
    {
        _body = body.ValueKind == JsonValueKind.Object
            ? body
            : throw new LogsException("SerializationException", $"The body of {operation} is not a JSON object.");
        foreach (var member in body.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Null && supported.IndexOf(member.Name) < 0)
            {
                throw LogsException.Unsupported(operation, member.Name);
            }
        }
    }

    public string? Text(string name) => Find(name) is not { } value ? null
        : TextOf(value) ?? throw Wrong(name, "a string");

    public string RequiredText(string name) =>
        Text(name) is not { } text ? throw LogsException.Constraint("null", name, "Member must not be null")
        : text.Length == 0 ? throw LogsException.Constraint("", name, "Member must have length greater than or equal to 1")
        : text;

    public long? Number(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number
        : throw Wrong(name, "a whole number");

    public int Limit(string name, int most, int otherwise)
    {
        var limit = Number(name) ?? otherwise;
        var text = limit.ToString(CultureInfo.InvariantCulture);

        return limit < 1 ? throw LogsException.Constraint(text, name, "Member must have value greater than or equal to 1")
            : limit > most ? throw LogsException.Constraint(text, name, $"Member must have value less than or equal to {most}")
            : (int)limit;
    }

    public bool Flag(string name) => Find(name) is { } value
        && value.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => throw Wrong(name, "true or false") };

    public List<JsonElement>? List(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()]
        : throw Wrong(name, "a list");

    public List<string>? Texts(string name) =>
        List(name)?.ConvertAll(one => TextOf(one) ?? throw Wrong(name, "a list of strings"));

    /// <summary>The group by <c>logGroupName</c>, or by <c>logGroupIdentifier</c>: a name or an ARN.</summary>
    public string GroupName() => (Text("logGroupName"), Text("logGroupIdentifier")) switch
    {
        ({ }, { }) => throw LogsException.Invalid("LogGroup name and LogGroup ARN are mutually exclusive parameters."),
        (null, { } identifier) => NameOf(identifier),
        _ => RequiredText("logGroupName"),
    };

    private static string NameOf(string identifier) =>
        identifier.StartsWith("arn:", StringComparison.Ordinal)
            ? identifier.Split(':', 8) is { Length: >= 7 } parts && parts[5] == "log-group"
                ? parts[6]
                : throw LogsException.Invalid($"The ARN {identifier} is not the ARN of a log group.")
            : identifier;

    /// <summary><c>null</c> where it is no string, or an escape such as \ud800 lacks its other half.</summary>
    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static LogsException Wrong(string name, string expected) => new("SerializationException", $"'{name}' must be {expected}.");

    private JsonElement? Find(string name) =>
        _body.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}

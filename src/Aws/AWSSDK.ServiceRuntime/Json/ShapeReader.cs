using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AWSSDK.ServiceRuntime.Json;

/// <summary>Reads one value at the place where <paramref name="reader"/> stands; <c>null</c> for a JSON null or a value of the wrong kind.</summary>
internal delegate T ReadShape<out T>(ref ShapeReader reader);

/// <summary>
/// Walks a JSON body for the generated readers. It always stands on the first token of a value; reading the value leaves it
/// on the value's last token. With findings it notes what is unknown or of the wrong kind, skips it and goes on (a server);
/// without, it passes over unknown members and throws on a wrong kind (a client).
/// </summary>
/// <exception cref="JsonException">The body is not JSON, or a value has the wrong kind and there are no findings to note it in.</exception>
internal ref partial struct ShapeReader
{
    private readonly ReadOnlySpan<byte> _body;
    private readonly Findings? _findings;
    private Utf8JsonReader _json;

    /// <param name="body">The whole body.</param>
    /// <param name="findings">Where to note deviations from the model; <c>null</c> to behave as a client.</param>
    /// <param name="maxDepth">How deep the body may nest before it is refused.</param>
    public ShapeReader(ReadOnlySpan<byte> body, Findings? findings = null, int maxDepth = 64)
    {
        _body = body;
        _findings = findings;
        _json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = maxDepth });
        _json.Read();
    }

    /// <summary>Reads a body that holds one value and nothing after it.</summary>
    public static T ReadAll<T>(ReadOnlySpan<byte> body, ReadShape<T> read, Findings? findings = null, int maxDepth = 64)
    {
        var reader = new ShapeReader(body, findings, maxDepth);
        var value = read(ref reader);
        reader._json.Read();
        return value;
    }

    public bool BeginObject() => Is(JsonTokenType.StartObject, "an object");

    public bool BeginArray() => Is(JsonTokenType.StartArray, "a list");

    /// <summary>Goes to the next member's value; false at the end of the object.</summary>
    public bool NextMember(out ReadOnlySpan<byte> name)
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.EndObject)
        {
            name = default;
            return false;
        }

        name = _json.ValueIsEscaped ? Encoding.UTF8.GetBytes(Unicode()) : _json.ValueSpan;
        _json.Read();
        return true;
    }

    /// <summary>Goes to the next element; false at the end of the list.</summary>
    public bool NextElement()
    {
        _json.Read();
        return _json.TokenType != JsonTokenType.EndArray;
    }

    /// <summary>Passes over a member that the model does not have.</summary>
    public void Unknown()
    {
        Note(FindingKind.UnknownMember, "is not a member of this structure");
        _json.Skip();
    }

    /// <summary>The text of the token.</summary>
    /// <exception cref="JsonException">Half of a surrogate pair, or bytes that are not UTF-8.</exception>
    private readonly string Unicode()
    {
        try
        {
            return _json.GetString() ?? "";
        }
        catch (InvalidOperationException notUnicode)
        {
            throw new JsonException("A text in the body is not valid Unicode.", notUnicode);
        }
    }

    /// <summary>AWS has no sparse lists or maps in these services: a null in one is left out, and noted by a server.</summary>
    private readonly bool Present()
    {
        if (_json.TokenType != JsonTokenType.Null)
        {
            return true;
        }

        Note(FindingKind.WrongType, "must not be null");
        return false;
    }

    private readonly void Note(FindingKind kind, string message)
    {
        if (_findings?.Takes(kind) == true)
        {
            _findings.Note(kind, JsonPath.At(_body, _json.TokenStartIndex), message);
        }
    }

    private bool Is(JsonTokenType expected, string description)
    {
        if (_json.TokenType == expected)
        {
            return true;
        }

        if (_json.TokenType != JsonTokenType.Null)
        {
            Wrong(description);
        }

        return false;
    }

    private void Wrong(string expected)
    {
        if (_findings?.Takes(FindingKind.WrongType) == false)
        {
            _json.Skip();
            return;
        }

        var message = string.Create(CultureInfo.InvariantCulture, $"must be {expected}, not {Describe(_json.TokenType)}");
        if (_findings is null)
        {
            throw new JsonException($"The value at '{JsonPath.At(_body, _json.TokenStartIndex)}' {message}.");
        }

        Note(FindingKind.WrongType, message);
        _json.Skip();
    }

    private static string Describe(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => "this string",
        JsonTokenType.Number => "this number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        _ => token.ToString(),
    };
}

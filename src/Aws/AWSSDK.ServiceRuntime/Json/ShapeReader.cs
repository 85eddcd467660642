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
internal ref struct ShapeReader
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

    public bool BeginObject() => Begin(JsonTokenType.StartObject, "an object");

    public bool BeginArray() => Begin(JsonTokenType.StartArray, "a list");

    /// <summary>Goes to the next member's value; false at the end of the object.</summary>
    public bool NextMember(out ReadOnlySpan<byte> name)
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.EndObject)
        {
            name = default;
            return false;
        }

        name = _json.ValueIsEscaped ? Encoding.UTF8.GetBytes(_json.GetString() ?? "") : _json.ValueSpan;
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
        _findings?.Note(FindingKind.UnknownMember, JsonPath.At(_body, _json.TokenStartIndex), "is not a member of this structure");
        _json.Skip();
    }

    public string? Text()
    {
        if (!Is(JsonTokenType.String, "a string"))
        {
            return null;
        }

        try
        {
            return _json.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, or bytes that are not UTF-8.
            Wrong("a string of valid Unicode");
            return null;
        }
    }

    /// <summary>Whether a string stands here; a null or another kind of value is dealt with.</summary>
    public bool IsText() => Is(JsonTokenType.String, "a string");

    public readonly bool TextIs(ReadOnlySpan<byte> utf8) => _json.ValueTextEquals(utf8);

    public bool? Boolean()
    {
        switch (_json.TokenType)
        {
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
            case JsonTokenType.Null:
                return null;
            default:
                Wrong("true or false");
                return null;
        }
    }

    public int? Integer()
    {
        if (Is(JsonTokenType.Number, "a whole number"))
        {
            if (_json.TryGetInt32(out var value))
            {
                return value;
            }

            Wrong("a whole number of 32 bits");
        }

        return null;
    }

    public long? Long()
    {
        if (Is(JsonTokenType.Number, "a whole number"))
        {
            if (_json.TryGetInt64(out var value))
            {
                return value;
            }

            Wrong("a whole number of 64 bits");
        }

        return null;
    }

    /// <summary>A number, or one of the three strings that AWS's JSON protocols use for what JSON numbers cannot say.</summary>
    public double? Double()
    {
        if (_json.TokenType == JsonTokenType.String)
        {
            switch (_json.GetString())
            {
                case "NaN":
                    return double.NaN;
                case "Infinity":
                    return double.PositiveInfinity;
                case "-Infinity":
                    return double.NegativeInfinity;
                default:
                    Wrong("a number");
                    return null;
            }
        }

        return Is(JsonTokenType.Number, "a number") ? _json.GetDouble() : null;
    }

    public float? Float() => (float?)Double();

    /// <summary>Seconds since 1970 with a fraction, as the JSON protocols send a timestamp.</summary>
    public DateTime? TimestampSeconds() => Timestamp(Double() * 1000);

    /// <summary>Whole milliseconds since 1970.</summary>
    public DateTime? TimestampMilliseconds() => Timestamp(Long());

    public List<T>? List<T>(ReadShape<T> element)
    {
        if (!BeginArray())
        {
            return null;
        }

        var list = new List<T>();
        while (NextElement())
        {
            if (Present())
            {
                list.Add(element(ref this));
            }
        }

        return list;
    }

    public Dictionary<string, T>? Map<T>(ReadShape<T> element)
    {
        if (!BeginObject())
        {
            return null;
        }

        var map = new Dictionary<string, T>(StringComparer.Ordinal);
        while (NextMember(out var name))
        {
            if (Present())
            {
                map[Encoding.UTF8.GetString(name)] = element(ref this);
            }
        }

        return map;
    }

    /// <summary>AWS has no sparse lists or maps in these services: a null in one is left out, and noted by a server.</summary>
    private readonly bool Present()
    {
        if (_json.TokenType != JsonTokenType.Null)
        {
            return true;
        }

        _findings?.Note(FindingKind.WrongType, JsonPath.At(_body, _json.TokenStartIndex), "must not be null");
        return false;
    }

    private bool Begin(JsonTokenType start, string expected) => Is(start, expected);

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

    private DateTime? Timestamp(double? milliseconds)
    {
        if (milliseconds is not { } value)
        {
            return null;
        }

        // The range of DateTime in milliseconds since 1970; NaN fails both comparisons.
        if (value is >= -62_135_596_800_000 and <= 253_402_300_799_999)
        {
            return DateTime.UnixEpoch.AddMilliseconds(value);
        }

        Wrong("a time between the years 1 and 9999");
        return null;
    }

    private void Wrong(string expected)
    {
        var path = JsonPath.At(_body, _json.TokenStartIndex);
        var message = string.Create(CultureInfo.InvariantCulture, $"must be {expected}, not {Describe(_json.TokenType)}");
        if (_findings is null)
        {
            throw new JsonException($"The value at '{path}' {message}.");
        }

        _findings.Note(FindingKind.WrongType, path, message);
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

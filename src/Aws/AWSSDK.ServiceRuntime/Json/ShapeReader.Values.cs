using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace AWSSDK.ServiceRuntime.Json;

/// <content>The kinds of values.</content>
internal ref partial struct ShapeReader
{
    public string? Text()
    {
        if (!Is(JsonTokenType.String, "a string"))
        {
            return null;
        }

        try
        {
            return Unicode();
        }
        catch (JsonException)
        {
            Wrong("a string of valid Unicode");
            return null;
        }
    }

    /// <summary>Whether a string stands here; a null or another kind of value is dealt with.</summary>
    public bool IsText() => Is(JsonTokenType.String, "a string");

    /// <summary>Whether the string here is spelled so; one with escapes, which no service writes in a constant, goes through <see cref="Text"/>.</summary>
    public readonly bool TextIs(ReadOnlySpan<byte> utf8) => !_json.ValueIsEscaped && _json.ValueSpan.SequenceEqual(utf8);

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
            switch (Unicode())
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
            // A structure of the wrong kind has been noted, and is nothing: whoever walks the list must not find it.
            if (Present() && element(ref this) is { } read)
            {
                list.Add(read);
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
            var key = Key(name);
            if (Present() && element(ref this) is { } read)
            {
                map[key] = read;
            }
        }

        return map;
    }

    /// <exception cref="JsonException">The bytes are not UTF-8.</exception>
    private static string Key(ReadOnlySpan<byte> utf8) => Utf8.IsValid(utf8)
        ? Encoding.UTF8.GetString(utf8)
        : throw new JsonException("A key in the body is not valid UTF-8.");

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
}

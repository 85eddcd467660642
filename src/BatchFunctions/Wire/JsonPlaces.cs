using System.Text.Json;

namespace BatchFunctions.Wire;

/// <summary>Finds where each value of a JSON text stands. Made only when there is an error to place.</summary>
internal sealed class JsonPlaces
{
    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);

    private JsonPlaces()
    {
    }

    /// <summary>Members that an object has twice; the second would silently replace the first.</summary>
    public List<InputError> Duplicates { get; } = [];

    /// <param name="json">A text that parses.</param>
    /// <param name="firstLine">Number of its first line, for a text that is part of another.</param>
    public static JsonPlaces Read(ReadOnlySpan<byte> json, int firstLine = 1)
    {
        var places = new JsonPlaces();
        var reader = new Utf8JsonReader(json);
        var counter = new LineCounter(json, firstLine);
        reader.Read();
        places.ReadValue(ref reader, ref counter, "");
        return places;
    }

    /// <summary>The place of the value, or of the nearest thing around it that exists.</summary>
    public Place? Of(string pointer)
    {
        while (!_places.ContainsKey(pointer) && pointer.Length > 0)
        {
            pointer = JsonPointer.Parent(pointer);
        }

        return _places.TryGetValue(pointer, out var place) ? place : null;
    }

    private void ReadValue(ref Utf8JsonReader reader, ref LineCounter counter, string pointer)
    {
        _places[pointer] = counter.PlaceOf((int)reader.TokenStartIndex);
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadObject(ref reader, ref counter, pointer);
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
            {
                ReadValue(ref reader, ref counter, JsonPointer.Append(pointer, index));
            }
        }
    }

    private void ReadObject(ref Utf8JsonReader reader, ref LineCounter counter, string pointer)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString() ?? "";
            var member = JsonPointer.Append(pointer, name);
            if (_places.ContainsKey(member))
            {
                Duplicates.Add(new InputError(member, $"'{name}' is there twice; keep one.", counter.PlaceOf((int)reader.TokenStartIndex)));
            }

            reader.Read();
            ReadValue(ref reader, ref counter, member);
        }
    }

    /// <summary>Counts lines forward only, so that a long text is walked once.</summary>
    private ref struct LineCounter(ReadOnlySpan<byte> json, int line)
    {
        private readonly ReadOnlySpan<byte> _json = json;
        private int _line = line;
        private int _lineStart;
        private int _walked;

        public Place PlaceOf(int offset)
        {
            for (; _walked < offset; _walked++)
            {
                if (_json[_walked] == (byte)'\n')
                {
                    _line++;
                    _lineStart = _walked + 1;
                }
            }

            return new Place(_line, offset - _lineStart + 1);
        }
    }
}

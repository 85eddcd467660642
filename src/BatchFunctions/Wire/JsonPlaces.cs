using System.Globalization;
using System.Text;
using System.Text.Json;

namespace BatchFunctions.Wire;

/// <summary>
/// Finds where each value of a JSON text stands. Made only when there is an error to place. A tree, not a table by
/// pointers: names that are long and deep would multiply into the table.
/// </summary>
internal sealed class JsonPlaces
{
    private readonly List<string> _path = [];
    private readonly Node _root;

    private JsonPlaces(ReadOnlySpan<byte> json, int firstLine)
    {
        var reader = new Utf8JsonReader(json);
        var counter = new LineCounter(json, firstLine);
        reader.Read();
        _root = ReadValue(ref reader, ref counter);
    }

    /// <summary>What the text says that no reader may take over: a member twice, half a character, a name without end.</summary>
    public List<InputError> Mistakes { get; } = [];

    /// <param name="json">A text that parses.</param>
    /// <param name="firstLine">Number of its first line, for a text that is part of another.</param>
    public static JsonPlaces Read(ReadOnlySpan<byte> json, int firstLine = 1) => new(json, firstLine);

    /// <summary>The place of the value, or of the nearest thing around it that exists.</summary>
    public Place? Of(string pointer)
    {
        var node = _root;
        foreach (var name in JsonPointer.Names(pointer))
        {
            if (node.Find(name) is not { } inner)
            {
                break;
            }

            node = inner;
        }

        return node.Place;
    }

    private Node ReadValue(ref Utf8JsonReader reader, ref LineCounter counter)
    {
        var node = new Node(counter.PlaceOf((int)reader.TokenStartIndex));
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                ReadObject(ref reader, ref counter, node);
                break;
            case JsonTokenType.StartArray:
                for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
                {
                    _path.Add(index.ToString(System.Globalization.CultureInfo.InvariantCulture));
                    node.Entries.Add(ReadValue(ref reader, ref counter));
                    _path.RemoveAt(_path.Count - 1);
                }

                break;
            case JsonTokenType.String when !JsonWords.IsWhole(ref reader):
                Note("this text has half a character in it: \\ud800 to \\udfff come in pairs.", node.Place);
                break;
        }

        return node;
    }

    private void ReadObject(ref Utf8JsonReader reader, ref LineCounter counter, Node node)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var place = counter.PlaceOf((int)reader.TokenStartIndex);
            var name = JsonWords.IsWhole(ref reader) ? reader.GetString() ?? "" : Encoding.UTF8.GetString(reader.ValueSpan);
            _path.Add(name.Length > JsonWords.LongestName ? $"{name.AsSpan(0, JsonWords.LongestName)}…" : name);
            if (!JsonWords.IsWhole(ref reader))
            {
                Note("this name has half a character in it: \\ud800 to \\udfff come in pairs.", place);
            }
            else if (name.Length > JsonWords.LongestName)
            {
                Note($"a name has at most {JsonWords.LongestName} characters; this one has {name.Length}.", place);
            }
            else if (node.Members.ContainsKey(name))
            {
                Note($"'{name}' is there twice; keep one.", place);
            }

            reader.Read();
            node.Members[name] = ReadValue(ref reader, ref counter);
            _path.RemoveAt(_path.Count - 1);
        }
    }

    private void Note(string message, Place place)
    {
        if (Mistakes.Count < InputError.Most)
        {
            Mistakes.Add(new InputError(JsonPointer.Of(_path), message, place));
        }
    }

    /// <summary>Most values are neither object nor list, and are cheap.</summary>
    private sealed class Node(Place place)
    {
        private Dictionary<string, Node>? _members;
        private List<Node>? _entries;

        public Place Place => place;

        public Dictionary<string, Node> Members => _members ??= new(StringComparer.Ordinal);

        public List<Node> Entries => _entries ??= [];

        public Node? Find(string name) => _members is not null
            ? _members.GetValueOrDefault(name)
            : _entries is not null && JsonPointer.Index(name) is { } index && index < _entries.Count ? _entries[index] : null;
    }

    /// <summary>Counts lines and characters forward only, so that a long text is walked once.</summary>
    private ref struct LineCounter(ReadOnlySpan<byte> json, int line)
    {
        private readonly ReadOnlySpan<byte> _json = json;
        private int _line = line;
        private int _column = 1;
        private int _walked;

        public Place PlaceOf(int offset)
        {
            for (; _walked < offset; _walked++)
            {
                var unit = _json[_walked];
                if (unit == (byte)'\n')
                {
                    _line++;
                    _column = 1;
                }
                else if ((unit & 0xC0) != 0x80)
                {
                    // As texts are counted: a character beyond the first 65,536 is two.
                    _column += unit >= 0xF0 ? 2 : 1;
                }
            }

            return new Place(_line, _column);
        }
    }
}

/// <summary>Builds JSON pointers (RFC 6901).</summary>
internal static class JsonPointer
{
    public static string Append(string pointer, string name) => $"{pointer}/{Escaped(name)}";

    /// <summary>The pointer along the names.</summary>
    public static string Of(IEnumerable<string> names) => string.Concat(names.Select(name => $"/{Escaped(name)}"));

    public static string Append(string pointer, int index) => string.Create(CultureInfo.InvariantCulture, $"{pointer}/{index}");

    /// <summary>The names along a pointer, as they stand in the text.</summary>
    public static IEnumerable<string> Names(string pointer) => pointer.Split('/').Skip(1)
        .Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));

    /// <summary>The place in a list that a name stands for; <c>null</c> where it is no number.</summary>
    public static int? Index(string name) => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;

    private static string Escaped(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}

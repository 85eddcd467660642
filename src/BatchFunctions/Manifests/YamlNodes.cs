using BatchFunctions.Wire;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace BatchFunctions.Manifests;

/// <summary>A value of a YAML document.</summary>
internal abstract record YamlNode(Place Place)
{
    /// <param name="IsPlain">Without quotes: may be a number, a truth value or null.</param>
    internal sealed record Scalar(Place Place, string Text, bool IsPlain) : YamlNode(Place);

    internal sealed record Sequence(Place Place, IReadOnlyList<YamlNode> Entries) : YamlNode(Place);

    internal sealed record Mapping(Place Place, IReadOnlyList<KeyValuePair<Scalar, YamlNode>> Members) : YamlNode(Place);

    /// <summary>What stands elsewhere is used here.</summary>
    internal sealed record Alias(Place Place, YamlNode Of) : YamlNode(Place);

    /// <summary>The value itself, whoever stands for it.</summary>
    public YamlNode Target => this is Alias alias ? alias.Of.Target : this;
}

/// <summary>
/// Keeps what stands at anchors, for the aliases that follow. All else of a document is never in memory as nodes: one
/// would take fifty times the bytes that it has in the file. No reflection, so that it may be compiled ahead of time.
/// </summary>
internal sealed class YamlNodes(IParser parser)
{
    private const int MostDepth = 60;

    /// <summary>What anchors are for is a block of settings, some hundred values of it.</summary>
    private const int MostValues = 100_000;

    private readonly Dictionary<string, YamlNode> _anchors = new(StringComparer.Ordinal);

    private int _values;

    /// <summary>Whether the node that begins here is an alias, or is at an anchor.</summary>
    public bool IsNext => parser.Accept<AnchorAlias>(out _) || parser.Current is NodeEvent { Anchor.IsEmpty: false };

    /// <summary>Where an event begins, from 1.</summary>
    public static Place At(ParsingEvent happening) => new((int)happening.Start.Line, (int)happening.Start.Column);

    public static YamlNode.Scalar ToScalar(Scalar scalar) =>
        new(At(scalar), scalar.Value, scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty);

    /// <summary>Reads the node that an alias stands for, or one with all that is in it.</summary>
    /// <exception cref="YamlException">The text is not YAML, or holds too much at anchors.</exception>
    public YamlNode Read(int depth = 0)
    {
        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            return _anchors.TryGetValue(alias.Value.Value, out var known)
                ? new YamlNode.Alias(At(alias), known.Target)
                : throw new YamlException(alias.Start, alias.End, $"The anchor '&{alias.Value.Value}' is not set before this place.");
        }

        var (start, end) = (parser.Current?.Start ?? Mark.Empty, parser.Current?.End ?? Mark.Empty);
        if (depth > MostDepth)
        {
            throw new YamlException(start, end, $"Nested deeper than {MostDepth} levels.");
        }

        if (++_values > MostValues)
        {
            throw new YamlException(start, end, $"Anchors may hold {MostValues} values in all.");
        }

        var first = parser.Current as NodeEvent;
        var node = ReadNew(depth);
        if (first is { Anchor.IsEmpty: false })
        {
            _anchors[first.Anchor.Value] = node;
        }

        return node;
    }

    /// <summary>Aliases, too, take memory where they stand at an anchor.</summary>
    private YamlNode ReadInner(int depth)
    {
        _values += parser.Accept<AnchorAlias>(out _) ? 1 : 0;

        return Read(depth);
    }

    private YamlNode ReadNew(int depth)
    {
        if (parser.TryConsume<Scalar>(out var scalar))
        {
            return ToScalar(scalar);
        }

        if (parser.TryConsume<SequenceStart>(out var sequence))
        {
            var entries = new List<YamlNode>();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                entries.Add(ReadInner(depth + 1));
            }

            return new YamlNode.Sequence(At(sequence), entries);
        }

        var mapping = parser.Consume<MappingStart>();
        var members = new List<KeyValuePair<YamlNode.Scalar, YamlNode>>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = ToScalar(parser.Consume<Scalar>());
            members.Add(new(key, ReadInner(depth + 1)));
        }

        return new YamlNode.Mapping(At(mapping), members);
    }
}

/// <summary>
/// Merge keys, as people use them: <c>&lt;&lt;: *base</c> or <c>&lt;&lt;: [*first, *second]</c>. A mapping's own members win, wherever the
/// key stands; of a list the first that has a member. YAML 1.2 has no such key; this is the language-independent type of 1.1.
/// </summary>
internal sealed class YamlMerge
{
    private const int MostDepth = 60;

    /// <summary>What merge keys bring in, in all of a document, even where an own member wins over it.</summary>
    private const int MostMembers = 1_000_000;

    private int _members;

    public static bool IsKey(YamlNode.Scalar key) => key is { IsPlain: true, Text: "<<" };

    /// <summary>Whether a merge key can have this value: a map, or a list of maps.</summary>
    public static bool IsValue(YamlNode value) => value.Target switch
    {
        YamlNode.Mapping => true,
        YamlNode.Sequence sequence => sequence.Entries.All(entry => entry.Target is YamlNode.Mapping),
        _ => false,
    };

    /// <summary>What a merge key's value brings, in the order in which it wins; a name may come again.</summary>
    /// <exception cref="YamlException">More than a document may have of it.</exception>
    public IEnumerable<KeyValuePair<YamlNode.Scalar, YamlNode>> Members(YamlNode value, int depth = 0)
    {
        if (depth > MostDepth)
        {
            throw TooMuch(value.Place, $"Merge keys may lead to others {MostDepth} times.");
        }

        var maps = value.Target is YamlNode.Sequence sequence ? sequence.Entries : [value];
        foreach (var map in maps.Select(entry => entry.Target).OfType<YamlNode.Mapping>())
        {
            foreach (var member in map.Members.Where(member => !IsKey(member.Key)))
            {
                if (++_members > MostMembers)
                {
                    throw TooMuch(value.Place, $"Merge keys may bring in {MostMembers} members in all.");
                }

                yield return member;
            }

            foreach (var member in map.Members.Where(member => IsKey(member.Key) && IsValue(member.Value)).SelectMany(member => Members(member.Value, depth + 1)))
            {
                yield return member;
            }
        }
    }

    /// <summary>A member of a mapping: its own, or one that a merge key brings, then at the place of that key's value.</summary>
    public YamlNode? Find(YamlNode.Mapping mapping, string name)
    {
        var own = mapping.Members.FirstOrDefault(member => member.Key.Text == name && !IsKey(member.Key)).Value;

        return own ?? mapping.Members.Where(member => IsKey(member.Key)).Select(member => Brought(member.Value, name)).FirstOrDefault(found => found is not null);
    }

    /// <summary>A member that a merge key brings, at the place of the entry that brings it; what stands in the value itself is at its own place.</summary>
    public YamlNode? Brought(YamlNode value, string name)
    {
        foreach (var entry in value.Target is YamlNode.Sequence sequence ? sequence.Entries : [value])
        {
            if (Members(entry).FirstOrDefault(member => member.Key.Text == name).Value is { } found)
            {
                return entry is YamlNode.Alias || value is YamlNode.Alias ? new YamlNode.Alias(value is YamlNode.Alias ? value.Place : entry.Place, found) : found;
            }
        }

        return null;
    }

    private static YamlException TooMuch(Place place, string message)
    {
        var at = new Mark(0, place.Line, place.Column);

        return new(at, at, message);
    }
}

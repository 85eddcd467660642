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

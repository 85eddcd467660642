using BatchFunctions.Wire;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace BatchFunctions.Submissions;

/// <summary>Builds nodes from the parser's events; no reflection, so that it may be compiled ahead of time.</summary>
internal sealed class YamlNodes
{
    private const int MostDepth = 60;

    private readonly IParser _parser;
    private readonly Dictionary<string, YamlNode> _anchors = new(StringComparer.Ordinal);

    private YamlNodes(IParser parser) => _parser = parser;

    /// <exception cref="YamlException">The text is not YAML, or more than one document.</exception>
    public static YamlNode Read(IParser parser)
    {
        var nodes = new YamlNodes(parser);
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out var end))
        {
            throw new YamlException(end.Start, end.End, "The file is empty.");
        }

        parser.Consume<DocumentStart>();
        var root = nodes.ReadNode(0);
        parser.Consume<DocumentEnd>();
        if (parser.Accept<DocumentStart>(out var second))
        {
            throw new YamlException(second.Start, second.End, "A manifest is one document; here a second one begins.");
        }

        return root;
    }

    private YamlNode ReadNode(int depth)
    {
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            return _anchors.TryGetValue(alias.Value.Value, out var known)
                ? known
                : throw new YamlException(alias.Start, alias.End, $"The anchor '&{alias.Value.Value}' is not set before this place.");
        }

        if (depth > MostDepth)
        {
            throw new YamlException(_parser.Current?.Start ?? Mark.Empty, _parser.Current?.End ?? Mark.Empty, $"Nested deeper than {MostDepth} levels.");
        }

        var first = _parser.Current as NodeEvent;
        var node = ReadNew(depth);
        if (first is { Anchor.IsEmpty: false })
        {
            _anchors[first.Anchor.Value] = node;
        }

        return node;
    }

    private YamlNode ReadNew(int depth)
    {
        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            return ToScalar(scalar);
        }

        if (_parser.TryConsume<SequenceStart>(out var sequence))
        {
            var entries = new List<YamlNode>();
            while (!_parser.TryConsume<SequenceEnd>(out _))
            {
                entries.Add(ReadNode(depth + 1));
            }

            return new YamlNode.Sequence(At(sequence), entries);
        }

        var mapping = _parser.Consume<MappingStart>();
        var members = new List<KeyValuePair<YamlNode.Scalar, YamlNode>>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = ToScalar(_parser.Consume<Scalar>());
            members.Add(new(key, ReadNode(depth + 1)));
        }

        return new YamlNode.Mapping(At(mapping), members);
    }

    private static YamlNode.Scalar ToScalar(Scalar scalar) =>
        new(At(scalar), scalar.Value, scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty);

    private static Place At(ParsingEvent happening) => new((int)happening.Start.Line, (int)happening.Start.Column);
}

using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace LocalCloud.Template;

/// <summary>Reads YAML (and with it JSON) into nodes that know their lines. Short intrinsics become long ones.</summary>
internal sealed class TemplateReader
{
    private const int MostDepth = 100;

    // Aliases can multiply a small file into a huge one; CloudFormation takes a template of 1 MB.
    private const int MostNodes = 200_000;

    private readonly TemplateEvents _parser;
    private readonly Dictionary<string, (TemplateNode Node, int Nodes, int Depth)> _anchors = new(StringComparer.Ordinal);
    private int _nodes;
    private int _depth;
    private int _deepest;
    private readonly List<TemplateError> _errors;

    private TemplateReader(string text, List<TemplateError> errors)
    {
        _parser = new(new Parser(new StringReader(text)));
        _errors = errors;
    }

    /// <summary>The file's only document, or <c>null</c> where it is empty or no YAML; the errors say so.</summary>
    public static TemplateNode? Read(string text, List<TemplateError> errors)
    {
        try
        {
            return new TemplateReader(text, errors).ReadDocument();
        }
        catch (YamlException exception)
        {
            errors.Add(new((int)exception.Start.Line, $"no valid YAML: {exception.Message}"));
            return null;
        }
    }

    private TemplateNode? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
        {
            _errors.Add(new(0, "the file is empty; a template needs at least a Resources section"));
            return null;
        }

        _parser.Consume<DocumentStart>();
        var root = ReadNode();
        _parser.Consume<DocumentEnd>();
        if (_parser.TryConsume<DocumentStart>(out var second))
        {
            _errors.Add(new((int)second.Start.Line, "a template is one YAML document; a second one starts here"));
        }

        return root;
    }

    private TemplateNode ReadNode()
    {
        var (nodes, deepest) = (_nodes, _deepest);
        _deepest = _depth;
        Count(1, 1);
        _depth++;
        var (tag, anchor, node) = ReadBare();
        _depth--;
        var read = tag.IsEmpty || tag.IsNonSpecific ? node : LongForm(tag.Value, node);
        if (!anchor.IsEmpty)
        {
            _anchors[anchor.Value] = (read, _nodes - nodes, _deepest - _depth);
        }

        _deepest = Math.Max(_deepest, deepest);

        return read;
    }

    private void Count(int nodes, int levels)
    {
        _nodes += nodes;
        _deepest = Math.Max(_deepest, _depth + levels);
        if (_nodes > MostNodes || _deepest > MostDepth)
        {
            var at = _parser.Current?.Start ?? Mark.Empty;
            throw new YamlException(at, at, $"a template has at most {MostNodes} values and {MostDepth} levels, its aliases followed");
        }
    }

    private (TagName Tag, AnchorName Anchor, TemplateNode Node) ReadBare()
    {
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            return (TagName.Empty, AnchorName.Empty, Aliased(alias));
        }

        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            var line = (int)scalar.Start.Line;
            return (scalar.Tag, scalar.Anchor, new TemplateNode.Scalar(scalar.Value, scalar.Style == ScalarStyle.Plain, line));
        }

        if (_parser.TryConsume<SequenceStart>(out var sequence))
        {
            return (sequence.Tag, sequence.Anchor, ReadSequence((int)sequence.Start.Line));
        }

        var mapping = _parser.Consume<MappingStart>();
        return (mapping.Tag, mapping.Anchor, ReadMapping((int)mapping.Start.Line));
    }

    private TemplateNode Aliased(AnchorAlias alias)
    {
        if (_anchors.TryGetValue(alias.Value.Value, out var known))
        {
            Count(known.Nodes, known.Depth);
            return known.Node;
        }

        _errors.Add(new((int)alias.Start.Line, $"*{alias.Value.Value} refers to no anchor above it"));
        return new TemplateNode.Scalar("", IsPlain: true, (int)alias.Start.Line);
    }

    private TemplateNode.Sequence ReadSequence(int line)
    {
        List<TemplateNode> items = [];
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode());
        }

        return new(items, line);
    }

    private TemplateNode.Mapping ReadMapping(int line)
    {
        List<TemplateNode.Entry> own = [];
        List<TemplateNode.Mapping> merged = [];
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = _parser.Consume<Scalar>();
            var value = ReadNode();
            var maps = Merged(key, value);
            merged.AddRange(maps);
            if (maps.Count == 0)
            {
                own.Add(new(key.Value, value, (int)key.Start.Line));
            }
        }

        return new(Together(own, merged), line);
    }

    // AWS: the SAM CLI resolves YAML merge keys: one map, or a list of which the first that has a key counts.
    private static IReadOnlyList<TemplateNode.Mapping> Merged(Scalar key, TemplateNode value) => (key, value) switch
    {
        ({ Value: "<<", Style: ScalarStyle.Plain }, TemplateNode.Mapping map) => [map],
        ({ Value: "<<", Style: ScalarStyle.Plain }, TemplateNode.Sequence list) when list.Items.All(item => item is TemplateNode.Mapping) =>
            [.. list.Items.OfType<TemplateNode.Mapping>()],
        _ => [],
    };

    // Seen: of a key given twice CloudFormation takes the last. What the map itself says wins over what is merged into it.
    private static List<TemplateNode.Entry> Together(List<TemplateNode.Entry> own, List<TemplateNode.Mapping> merged)
    {
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        List<TemplateNode.Entry> entries = new(own.Count);
        foreach (var entry in own)
        {
            if (places.TryAdd(entry.Key, entries.Count))
            {
                entries.Add(entry);
            }
            else
            {
                entries[places[entry.Key]] = entry;
            }
        }

        entries.AddRange(merged.SelectMany(map => map.Entries).Where(entry => places.TryAdd(entry.Key, -1)));

        return entries;
    }

    /// <summary><c>!Ref x</c> → <c>Ref: x</c>, <c>!GetAtt a.b</c> → <c>Fn::GetAtt: [a, b]</c>, <c>!Sub</c> → <c>Fn::Sub</c>.</summary>
    private TemplateNode LongForm(string tag, TemplateNode value)
    {
        if (tag.StartsWith("tag:yaml.org,", StringComparison.Ordinal))
        {
            return value is TemplateNode.Scalar scalar && tag.EndsWith(":str", StringComparison.Ordinal)
                ? scalar with { IsPlain = false }
                : value;
        }

        var name = tag.TrimStart('!');
        var key = name is "Ref" or "Condition" ? name : $"Fn::{name}";
        if (!Intrinsics.Names.Contains(key))
        {
            _errors.Add(new(value.Line, $"!{name} is no intrinsic function of CloudFormation"));
        }

        return new TemplateNode.Mapping([new(key, name == "GetAtt" ? SplitAttribute(value) : value, value.Line)], value.Line);
    }

    private static TemplateNode SplitAttribute(TemplateNode value)
    {
        if (value is not TemplateNode.Scalar scalar || scalar.Value.IndexOf('.', StringComparison.Ordinal) is not (> 0 and var dot))
        {
            return value;
        }

        return new TemplateNode.Sequence(
            [scalar with { Value = scalar.Value[..dot] }, scalar with { Value = scalar.Value[(dot + 1)..] }],
            scalar.Line);
    }
}

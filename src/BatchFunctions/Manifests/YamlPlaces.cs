using BatchFunctions.Wire;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace BatchFunctions.Manifests;

/// <summary>Finds where in a YAML text stands what pointers name: all of them in one walk through the text.</summary>
internal sealed class YamlPlaces
{
    private readonly IParser _parser;
    private readonly YamlNodes _anchored;
    private readonly Standing?[] _places;
    private readonly YamlMerge _merge = new();

    private YamlPlaces(IParser parser, int count)
    {
        (_parser, _anchored, _places) = (parser, new(parser), new Standing?[count]);
    }

    /// <param name="parser">At the beginning of a text that was read before, so that it holds no mistake.</param>
    /// <returns>For each pointer the place of what it names, or of the innermost part that is there.</returns>
    public static IReadOnlyList<Standing?> Of(IParser parser, IReadOnlyList<string> pointers)
    {
        var places = new YamlPlaces(parser, pointers.Count);
        List<Wanted> wanted = [.. pointers.Select((pointer, index) => new Wanted(index, [.. JsonPointer.Names(pointer)]))];
        YamlDocument.Read(parser, () => places.Walk(wanted, 0));

        return places._places;
    }

    /// <summary>Also where nothing is wanted: there may be anchors.</summary>
    private void Walk(IReadOnlyList<Wanted> wanted, int depth)
    {
        if (_anchored.IsNext)
        {
            var node = _anchored.Read(depth);
            foreach (var one in wanted)
            {
                _places[one.Index] = Innermost(node, one.Names.Skip(depth));
            }

            return;
        }

        if (_parser.Current is { } here)
        {
            Note(wanted, YamlNodes.At(here));
        }

        var inner = wanted.Where(one => one.Names.Count > depth).ToLookup(one => one.Names[depth], StringComparer.Ordinal);
        if (_parser.TryConsume<SequenceStart>(out _))
        {
            var byIndex = inner.Where(group => JsonPointer.Index(group.Key) is not null).ToLookup(group => JsonPointer.Index(group.Key));
            for (var index = 0; !_parser.TryConsume<SequenceEnd>(out _); index++)
            {
                Walk(byIndex.Count == 0 ? [] : [.. byIndex[index].SelectMany(group => group)], depth + 1);
            }
        }
        else if (_parser.TryConsume<MappingStart>(out _))
        {
            WalkMembers(inner, depth);
        }
        else
        {
            var text = _parser.Consume<Scalar>().Value;
            foreach (var one in wanted.Where(one => one.Names.Count == depth))
            {
                _places[one.Index] = _places[one.Index] is { } standing ? standing with { Text = text } : null;
            }
        }
    }

    private void WalkMembers(ILookup<string, Wanted> inner, int depth)
    {
        var own = new HashSet<string>(StringComparer.Ordinal);
        var merged = new List<YamlNode>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = YamlNodes.ToScalar(_parser.Consume<Scalar>());
            if (YamlMerge.IsKey(key))
            {
                merged.Add(_anchored.Read(depth));
                continue;
            }

            own.Add(key.Text);
            Walk(inner.Count == 0 ? [] : [.. inner[key.Text]], depth + 1);
        }

        foreach (var (name, wanted) in merged.Count == 0 ? [] : inner.Where(group => !own.Contains(group.Key)).Select(group => (group.Key, group)))
        {
            if (merged.Select(value => _merge.Brought(value, name)).FirstOrDefault(found => found is not null) is { } node)
            {
                foreach (var one in wanted)
                {
                    _places[one.Index] = Innermost(node, one.Names.Skip(depth + 1));
                }
            }
        }
    }

    private void Note(IReadOnlyList<Wanted> wanted, Place place)
    {
        foreach (var one in wanted)
        {
            _places[one.Index] = new(place);
        }
    }

    /// <summary>Behind the first alias it is the alias that is to be mended, or what stands at its anchor: the use is told.</summary>
    private Standing Innermost(YamlNode node, IEnumerable<string> names)
    {
        Place? use = null;
        var isWhole = true;
        foreach (var name in names)
        {
            use ??= node is YamlNode.Alias ? node.Place : null;
            var inner = node.Target switch
            {
                YamlNode.Sequence { Entries: var entries } when JsonPointer.Index(name) is { } index && index < entries.Count => entries[index],
                YamlNode.Mapping mapping => _merge.Find(mapping, name),
                _ => null,
            };
            if (inner is null)
            {
                isWhole = false;
                break;
            }

            node = inner;
        }

        return new(use ?? node.Place, isWhole && node.Target is YamlNode.Scalar scalar ? scalar.Text : null);
    }

    private sealed record Wanted(int Index, IReadOnlyList<string> Names);
}

using BatchFunctions.Wire;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace BatchFunctions.Manifests;

/// <summary>Finds where in a YAML text stands what pointers name: all of them in one walk through the text.</summary>
internal sealed class YamlPlaces
{
    private readonly IParser _parser;
    private readonly YamlNodes _anchored;
    private readonly Place?[] _places;

    private YamlPlaces(IParser parser, int count)
    {
        (_parser, _anchored, _places) = (parser, new(parser), new Place?[count]);
    }

    /// <param name="parser">At the beginning of a text that was read before, so that it holds no mistake.</param>
    /// <returns>For each pointer the place of what it names, or of the innermost part that is there.</returns>
    public static IReadOnlyList<Place?> Of(IParser parser, IReadOnlyList<string> pointers)
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
                _places[one.Index] = Innermost(node, one.Names.Skip(depth)).Place;
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
            while (!_parser.TryConsume<MappingEnd>(out _))
            {
                var name = _parser.Consume<Scalar>().Value;
                Walk(inner.Count == 0 ? [] : [.. inner[name]], depth + 1);
            }
        }
        else
        {
            _parser.Consume<Scalar>();
        }
    }

    private void Note(IReadOnlyList<Wanted> wanted, Place place)
    {
        foreach (var one in wanted)
        {
            _places[one.Index] = place;
        }
    }

    private static YamlNode Innermost(YamlNode node, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            var inner = node switch
            {
                YamlNode.Sequence { Entries: var entries } when JsonPointer.Index(name) is { } index && index < entries.Count => entries[index],
                YamlNode.Mapping mapping => mapping.Members.FirstOrDefault(member => member.Key.Text == name).Value,
                _ => null,
            };
            if (inner is null)
            {
                break;
            }

            node = inner;
        }

        return node;
    }

    private sealed record Wanted(int Index, IReadOnlyList<string> Names);
}

using BatchFunctions.Wire;
using YamlDotNet.Core;

namespace BatchFunctions.Manifests;

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

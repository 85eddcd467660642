using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>Which folders of a project know which others.</summary>
internal sealed partial class FolderGraph
{
    private readonly SortedDictionary<string, SortedSet<string>> _arrows = new(StringComparer.Ordinal);

    private FolderGraph()
    {
    }

    /// <summary>By folder, the folders that it knows; a folder that knows none is there with an empty set.</summary>
    public IReadOnlyDictionary<string, SortedSet<string>> Arrows => _arrows;

    /// <summary>
    /// Reads the arrows: the namespaces in using lines, and the names of types beside the project file, which every folder
    /// can see without a using line.
    /// </summary>
    public static FolderGraph Of(IReadOnlyList<Source> sources)
    {
        var graph = new FolderGraph();
        var folders = sources.Where(source => source.Namespace is not null).ToLookup(source => source.Namespace ?? "", source => source.Folder);
        var top = sources.Where(source => source.Folder == Sources.Top).SelectMany(source => Types().Matches(source.Code)).Select(type => type.Groups[1].Value).ToHashSet();
        foreach (var source in sources)
        {
            graph.Add(source.Folder);
            foreach (var other in source.Usings.SelectMany(name => folders[name].Concat(folders[Owner(name)])).Where(other => other != source.Folder && other != Sources.Top))
            {
                graph.Add(source.Folder).Add(other);
            }

            if (source.Folder != Sources.Top && Words().Matches(source.Code).Any(word => top.Contains(word.Value)))
            {
                graph.Add(source.Folder).Add(Sources.Top);
            }
        }

        return graph;
    }

    /// <summary>Folders that know each other, however far around: each circle once, its folders in order.</summary>
    public IReadOnlyList<string> Circles()
    {
        var reach = _arrows.Keys.ToDictionary(folder => folder, Reach);

        return [.. _arrows.Keys
            .Where(folder => reach[folder].Contains(folder))
            .Select(folder => string.Join(' ', _arrows.Keys.Where(other => reach[folder].Contains(other) && reach[other].Contains(folder))))
            .Distinct()];
    }

    private HashSet<string> Reach(string from)
    {
        var found = new HashSet<string>();
        var open = new Stack<string>([from]);
        while (open.TryPop(out var folder))
        {
            foreach (var next in _arrows.GetValueOrDefault(folder, []).Where(found.Add))
            {
                open.Push(next);
            }
        }

        return found;
    }

    private SortedSet<string> Add(string folder)
    {
        if (!_arrows.TryGetValue(folder, out var known))
        {
            _arrows[folder] = known = new SortedSet<string>(StringComparer.Ordinal);
        }

        return known;
    }

    /// <summary>The namespace of a type that a <c>using static</c> or an alias names.</summary>
    private static string Owner(string name) => name.LastIndexOf('.') is var end and > 0 ? name[..end] : "";

    [GeneratedRegex(@"^(?:internal|public)\s+(?:[a-z]+\s+)*?(?:class|record struct|record|struct|interface|enum)\s+(\w+)", RegexOptions.Multiline)]
    private static partial Regex Types();

    [GeneratedRegex(@"(?<![\w.])[A-Z]\w+")]
    private static partial Regex Words();
}

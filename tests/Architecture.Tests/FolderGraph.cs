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
    /// Reads the arrows: the namespaces in using lines, names that begin with their folder (<c>Jobs.Job</c>), and the names of types
    /// beside the project file, which every folder can see without a using line.
    /// </summary>
    public static FolderGraph Of(IReadOnlyList<Source> sources)
    {
        var graph = new FolderGraph();
        var folders = sources.Where(source => source.Namespace is not null).ToLookup(source => source.Namespace ?? "", source => source.Folder);
        var types = sources.SelectMany(source => Types().Matches(source.Code).Select(type => (source.Folder, Name: type.Groups[1].Value))).ToHashSet();
        var top = types.Where(type => type.Folder == Sources.Top).Select(type => type.Name).ToHashSet();
        foreach (var source in sources)
        {
            graph.Add(source.Folder);
            var named = source.Usings.SelectMany(name => folders[name].Concat(folders[Owner(name)])).Concat(Qualified(source, types));
            foreach (var other in named.Where(other => other != source.Folder && other != Sources.Top))
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

    /// <summary>Folders of types that are named with the folder in front, which a file can do without a using line.</summary>
    private static IEnumerable<string> Qualified(Source source, HashSet<(string Folder, string Name)> types) =>
        QualifiedNames().Matches(source.Code).Select(name => (name.Groups[1].Value, name.Groups[2].Value)).Where(types.Contains).Select(type => type.Item1);

    /// <summary>The namespace of a type that a <c>using static</c> or an alias names.</summary>
    private static string Owner(string name) => name.LastIndexOf('.') is var end and > 0 ? name[..end] : "";

    [GeneratedRegex(@"^(?:internal|public)\s+(?:[a-z]+\s+)*?(?:class|record struct|record|struct|interface|enum)\s+(\w+)", RegexOptions.Multiline)]
    private static partial Regex Types();

    // Not what is called on something else, such as state.Jobs.Find; but the project's own namespace may stand in front.
    [GeneratedRegex(@"(?<![\w.])(?:Local(?:Batch|Cloud)\.)?([A-Z]\w*)\.([A-Z]\w*)")]
    private static partial Regex QualifiedNames();

    [GeneratedRegex(@"(?<![\w.])[A-Z]\w+")]
    private static partial Regex Words();
}

using YamlDotNet.RepresentationModel;

namespace BatchFunctions.Tests.Deployment;

/// <summary>template.yaml as nodes, its tags taken away: <c>!GetAtt SubmitQueue.Arn</c> is <c>SubmitQueue.Arn</c>.</summary>
internal static class Template
{
    private static readonly Lazy<YamlNode> Root = new(Load);

    /// <summary>Resources of a type by logical id: their properties.</summary>
    public static IReadOnlyDictionary<string, YamlNode> Resources(string type) =>
        ((YamlMappingNode)Root.Value["Resources"])
        .Where(resource => resource.Value["Type"].ToString() == type)
        .ToDictionary(resource => resource.Key.ToString(), resource => resource.Value["Properties"]);

    public static YamlNode Section(params ReadOnlySpan<string> path) =>
        Find(Root.Value, path) ?? throw new KeyNotFoundException($"template.yaml has no {string.Join('/', path)}.");

    /// <summary>What stands at a path of names; <c>null</c> where there is nothing.</summary>
    public static YamlNode? Find(YamlNode node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (node is not YamlMappingNode map || !map.Children.TryGetValue(new YamlScalarNode(name), out var next))
            {
                return null;
            }

            node = next;
        }

        return node;
    }

    public static string? Text(YamlNode node, params ReadOnlySpan<string> path) => Find(node, path)?.ToString();

    /// <summary>One text or a list of them.</summary>
    public static IReadOnlyList<string> Texts(YamlNode? node) => node switch
    {
        null => [],
        YamlSequenceNode list => [.. list.Select(item => item.ToString())],
        _ => [node.ToString()],
    };

    public static IEnumerable<YamlNode> Items(YamlNode? node) => node is YamlSequenceNode list ? list : [];

    private static YamlNode Load()
    {
        var yaml = new YamlStream();
        using var text = File.OpenText(Repository.Path("template.yaml"));
        yaml.Load(text);

        return yaml.Documents[0].RootNode;
    }
}

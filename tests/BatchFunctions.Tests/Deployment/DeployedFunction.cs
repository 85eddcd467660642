using YamlDotNet.RepresentationModel;

namespace BatchFunctions.Tests.Deployment;

/// <summary>A function of template.yaml, its tags taken away: <c>!GetAtt SubmitQueue.Arn</c> is <c>SubmitQueue.Arn</c>.</summary>
internal sealed record DeployedFunction(string LogicalId, string? AnnotationsHandler, IReadOnlyList<YamlMappingNode> Events)
{
    public static IReadOnlyList<DeployedFunction> ReadAll()
    {
        var yaml = new YamlStream();
        using var text = File.OpenText(Path.Combine(Root(), "template.yaml"));
        yaml.Load(text);
        var resources = (YamlMappingNode)yaml.Documents[0].RootNode["Resources"];

        return
        [
            .. resources
                .Where(resource => Text(resource.Value, "Type") == "AWS::Serverless::Function")
                .Select(resource => Read(resource.Key.ToString(), resource.Value)),
        ];
    }

    /// <summary>The text at a path of names; <c>null</c> where there is none.</summary>
    public static string? Text(YamlNode node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (node is not YamlMappingNode map || !map.Children.TryGetValue(new YamlScalarNode(name), out var next))
            {
                return null;
            }

            node = next;
        }

        return node.ToString();
    }

    private static DeployedFunction Read(string logicalId, YamlNode function)
    {
        var properties = (YamlMappingNode)function["Properties"];
        var events = properties.Children.TryGetValue(new YamlScalarNode("Events"), out var found) ? ((YamlMappingNode)found).Children.Values : [];
        return new(logicalId, Text(properties, "Environment", "Variables", "ANNOTATIONS_HANDLER"), [.. events.Cast<YamlMappingNode>()]);
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "BatchFunctions.sln")))
        {
            folder = Path.GetDirectoryName(folder)
                ?? throw new DirectoryNotFoundException("BatchFunctions.sln is in none of the folders above the test's own.");
        }

        return folder;
    }
}

using YamlDotNet.RepresentationModel;

namespace BatchFunctions.Tests.Deployment;

/// <summary>A function of template.yaml.</summary>
internal sealed record DeployedFunction(string LogicalId, YamlNode Properties)
{
    public static IReadOnlyList<DeployedFunction> ReadAll() =>
        [.. Template.Resources("AWS::Serverless::Function").Select(resource => new DeployedFunction(resource.Key, resource.Value))];

    public string? AnnotationsHandler => Template.Text(Properties, "Environment", "Variables", "ANNOTATIONS_HANDLER");

    public IReadOnlyList<YamlMappingNode> Events =>
        [.. (Template.Find(Properties, "Events") as YamlMappingNode)?.Children.Values.Cast<YamlMappingNode>() ?? []];

    /// <summary>ARN expressions of the queues that Lambda reads for it.</summary>
    public IEnumerable<string> Queues => Events.Select(trigger => Template.Text(trigger, "Properties", "Queue")).OfType<string>();

    /// <summary>ARN expression of the queue where Lambda puts events that the function could not take.</summary>
    public string? DeadLetters => Template.Text(Properties, "DeadLetterQueue", "TargetArn");
}

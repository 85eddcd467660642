using System.Globalization;
using LocalBatch.Api.Model;
using LocalBatch.Jobs;

namespace LocalBatch.Operations;

/// <summary>Reads what the nodes of <c>nodeProperties</c> are to do.</summary>
internal static class NodeGroups
{
    /// <param name="properties">Checked, the submission's overrides laid over them.</param>
    public static NodeGroup Of(NodeProperties properties)
    {
        var count = properties.NumNodes.GetValueOrDefault();

        return new(count, properties.MainNode.GetValueOrDefault(), [.. properties.NodeRangeProperties.Select(range => Range(range, count))]);
    }

    /// <summary>First and last node of <c>a:b</c>, <c>:b</c>, <c>a:</c> or <c>a</c>; <c>null</c> where it is none or leaves the nodes.</summary>
    public static (int First, int Last)? Range(string? text, int nodes)
    {
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? 0;
        var (from, to) = text is null ? ("", "") : colon < 0 ? (text, text) : (text[..colon], text[(colon + 1)..]);

        return text is { Length: > 0 } && Index(from, 0) is { } first && Index(to, nodes - 1) is { } last && first <= last && last < nodes
            ? (first, last)
            : null;
    }

    private static NodeRange Range(NodeRangeProperty range, int nodes)
    {
        var (first, last) = Range(range.TargetNodes, nodes) ?? throw new InvalidOperationException($"The node range {range.TargetNodes} was not checked.");

        return new(
            first,
            last,
            range.Container is { } container ? ContainerPropertiesRules.Template(container) : ContainerTemplate.None,
            range.EcsProperties is { } ecs ? TaskTemplates.Of(ecs) : range.EksProperties is { } eks ? PodTemplates.Of(eks) : null)
        {
            Consumables = ConsumableResourceRules.Needs(range.ConsumableResourceProperties) ?? [],
            InstanceType = range.InstanceTypes is [var type] ? type : range.Container?.InstanceType is { Length: > 0 } own ? own : null,
            JobRoleArn = range.Container?.JobRoleArn ?? range.EcsProperties?.TaskProperties[0].TaskRoleArn,
        };
    }

    private static int? Index(string text, int otherwise) =>
        text.Length == 0 ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index
        : null;
}

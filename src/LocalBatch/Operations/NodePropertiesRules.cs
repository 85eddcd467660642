using LocalBatch.Api.Model;
using LocalBatch.Resources;

namespace LocalBatch.Operations;

/// <summary>What <c>nodeProperties</c> may say.</summary>
internal static class NodePropertiesRules
{
    // AWS: limits of multi-node parallel jobs (user guide, multi-node parallel jobs).
    private const int MostNodes = 1000;
    private const int MostRanges = 5;

    /// <exception cref="ClientException">The properties break one of AWS's rules.</exception>
    public static void Check(NodeProperties? properties)
    {
        if (properties is null)
        {
            return;
        }

        var nodes = properties.NumNodes.GetValueOrDefault();
        Require.Not(nodes is < 1 or > MostNodes, OwnTexts.Invalid("nodeProperties.numNodes", "must be between 1 and 1000"));
        Require.Not(
            properties.MainNode is not { } main || main < 0 || main >= nodes,
            OwnTexts.Invalid("nodeProperties.mainNode", "must be the index of one of the nodes"));
        var ranges = properties.NodeRangeProperties ?? [];
        Require.Not(ranges.Count is 0 or > MostRanges, OwnTexts.Invalid("nodeProperties.nodeRangeProperties", "must have 1 to 5 elements"));
        var covered = new bool[nodes];
        foreach (var range in ranges)
        {
            var (first, last) = NodeGroups.Range(range.TargetNodes, nodes)
                ?? throw ClientException.Wrapped(OwnTexts.Invalid(
                    "nodeRangeProperties.targetNodes", $"must be a range of node indices such as 0:3, :3 or 4:, got {range.TargetNodes}"));
            Array.Fill(covered, true, first, last - first + 1);
            Check(range);
        }

        Require.Not(covered.Contains(false), OwnTexts.Invalid("nodeProperties.nodeRangeProperties", "must cover all nodes"));
    }

    private static void Check(NodeRangeProperty range)
    {
        Require.Not(
            (range.Container is null ? 0 : 1) + (range.EcsProperties is null ? 0 : 1) + (range.EksProperties is null ? 0 : 1) != 1,
            OwnTexts.Invalid("nodeRangeProperties", "must have exactly one of container, ecsProperties and eksProperties"));
        Require.Not(range.InstanceTypes?.Count > 1, OwnTexts.Invalid("nodeRangeProperties.instanceTypes", "must have at most one element"));
        ConsumableResourceRules.Check(range.ConsumableResourceProperties);
        EcsPropertiesRules.Check(range.EcsProperties, Platform.Ec2);
        EksPropertiesRules.Check(range.EksProperties);
        if (range.Container is { } container)
        {
            ContainerPropertiesRules.CheckContainer(container, Platform.Ec2);
            ResourceRules.Check(ContainerPropertiesRules.Template(container).Resources, Platform.Ec2);
        }
    }
}

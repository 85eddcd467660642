using LocalBatch.Api.Internal;
using LocalBatch.Api.Model;

namespace LocalBatch.Operations;

/// <summary>What <c>nodeOverrides</c> of a submission may say, and what comes of it.</summary>
internal static class NodeOverrideRules
{
    /// <summary>The registered properties with a submission's overrides laid over them.</summary>
    public static NodeProperties Effective(NodeProperties registered, string? overrides)
    {
        if (overrides is null)
        {
            return registered;
        }

        var properties = Copies.Of(registered);
        var given = Workloads.Read(overrides, NodeOverridesJson.Read);
        properties.NumNodes = given.NumNodes ?? properties.NumNodes;
        foreach (var one in given.NodePropertyOverrides ?? [])
        {
            if (properties.NodeRangeProperties.Find(range => range.TargetNodes == one.TargetNodes) is { } range)
            {
                Apply(range, one);
            }
        }

        return properties;
    }

    /// <exception cref="ClientException">The overrides do not fit the nodes of the definition.</exception>
    public static void Check(NodeProperties registered, NodeOverrides? given)
    {
        if (given is null)
        {
            return;
        }

        var foreign = (given.NodePropertyOverrides ?? []).Select(one => one.TargetNodes).Where(target => !registered.NodeRangeProperties.Exists(range => range.TargetNodes == target)).ToList();
        if (foreign.Count > 0)
        {
            throw ClientException.Raw(AwsTexts.NodeTargets(string.Join(", ", foreign)));
        }

        if (given.NumNodes is { } nodes && nodes != registered.NumNodes)
        {
            // AWS: at least one range must be open, and the number lie above every lower bound and the main node (API_NodeOverrides).
            Require.Not(!registered.NodeRangeProperties.Exists(range => range.TargetNodes.EndsWith(':')), OwnTexts.Invalid("nodeOverrides.numNodes", "needs a node range with an open end, such as 1:"));
        }

        NodePropertiesRules.Check(Effective(registered, System.Text.Encoding.UTF8.GetString(Copies.Json(given, NodeOverridesJson.Write).Span)));
    }

    private static void Apply(NodeRangeProperty range, NodePropertyOverride given)
    {
        range.InstanceTypes = given.InstanceTypes is { Count: > 0 } types ? types : range.InstanceTypes;
        range.ConsumableResourceProperties = given.ConsumableResourcePropertiesOverride ?? range.ConsumableResourceProperties;
        if (range.EcsProperties is { } ecs)
        {
            PartOverrides.Apply(ecs, given.EcsPropertiesOverride);
        }

        if (range.EksProperties is { } eks)
        {
            PartOverrides.Apply(eks, given.EksPropertiesOverride);
        }

        if (range.Container is { } container && given.ContainerOverrides is { } overrides)
        {
            PartOverrides.Apply(container, overrides);
        }
    }
}

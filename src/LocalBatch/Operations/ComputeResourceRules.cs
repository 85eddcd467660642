using LocalBatch.Api;
using LocalBatch.Api.Model;
using LocalBatch.Resources;

namespace LocalBatch.Operations;

/// <summary>What <c>computeResources</c> may say, and what they offer the scheduler.</summary>
internal static class ComputeResourceRules
{
    private const int FargateSubnets = 16;
    private const int FargateSecurityGroups = 5;

    /// <summary>What an environment offers; an UNMANAGED one offers this machine.</summary>
    public static CapacityOffer Offer(ComputeEnvironmentDetail detail) =>
        detail.Type == CEType.UNMANAGED || detail.ComputeResources is not { } resources
            ? new(CapacityKind.Unmanaged, int.MaxValue, [])
            : new(
                Kind(resources),
                resources.MaxvCpus.GetValueOrDefault() * 1000,
                Shapes(resources))
            { IsEks = detail.EksConfiguration is not null };

    public static Platform Platform(ComputeResource resources) =>
        IsFargate(resources) ? Resources.Platform.Fargate
        : ManagedInstanceRules.Are(resources) ? Resources.Platform.ManagedInstances
        : Resources.Platform.Ec2;

    public static bool IsFargate(ComputeResource resources) =>
        resources.Type == CRType.FARGATE || resources.Type == CRType.FARGATE_SPOT;

    /// <exception cref="ClientException">The resources break one of AWS's rules.</exception>
    public static void Check(ComputeResource resources)
    {
        switch (Platform(resources))
        {
            case Resources.Platform.Fargate:
                CheckSubnets(resources);
                CheckFargate(resources);
                break;
            case Resources.Platform.ManagedInstances:
                ManagedInstanceRules.Check(resources);
                break;
            default:
                CheckSubnets(resources);
                CheckEc2(resources);
                break;
        }

        var (min, max) = (resources.MinvCpus ?? 0, resources.MaxvCpus ?? 0);
        Require.Not(max > Limits.Vcpus, OwnTexts.Invalid("computeResources.maxvCpus", $"must be at most {Limits.Vcpus}"));
        Require.Not(min < 0, AwsTexts.MinVcpusNegative);
        Require.Not(max < min, AwsTexts.MaxBelowMin);
        Require.Not(resources.DesiredvCpus is { } desired && (desired < min || desired > max), AwsTexts.DesiredOutOfRange);
    }

    private static void CheckSubnets(ComputeResource resources)
    {
        // AWS: required for every type but ECS_MANAGED_INSTANCES, whose provider names its own (API_ComputeResource);
        // a missing list is refused, an empty one goes with a launch template that has subnets.
        Require.Not(resources.Subnets is null, OwnTexts.IsRequired("computeResources.subnets"));
        Require.Not(
            resources.ManagedInstancesProvider is not null,
            OwnTexts.Invalid("computeResources.managedInstancesProvider", $"is for the type {CRType.ECS_MANAGED_INSTANCES} only"));
    }

    private static void CheckEc2(ComputeResource resources)
    {
        Require.Not(string.IsNullOrEmpty(resources.InstanceRole), AwsTexts.InstanceRole);
        Require.Not(resources.MinvCpus is null, AwsTexts.MinVcpusMissing);
        Require.Not(resources.InstanceTypes is not { Count: > 0 }, AwsTexts.InstanceTypesMissing);
        Require.Not(resources.SecurityGroupIds is not { Count: > 0 } && resources.LaunchTemplate is null, AwsTexts.SecurityGroupsMissing);
        Require.Not(resources.InstanceTypes.Exists(type => !InstanceTypes.IsKnown(type)), AwsTexts.InstanceType(InstanceTypes.Known));

        // AWS: BEST_FIT is the default strategy, and needs the fleet role on Spot (API_ComputeResource).
        var isBestFit = resources.AllocationStrategy is null || resources.AllocationStrategy == CRAllocationStrategy.BEST_FIT;
        Require.Not(resources.Type == CRType.SPOT && isBestFit && string.IsNullOrEmpty(resources.SpotIamFleetRole), AwsTexts.SpotFleetRole);
    }

    private static void CheckFargate(ComputeResource resources)
    {
        foreach (var (isGiven, field) in Ec2Only(resources))
        {
            Require.Not(isGiven, AwsTexts.NotOnFargate(field));
        }

        Require.Not(resources.SecurityGroupIds is not { Count: > 0 }, AwsTexts.SecurityGroupsMissing);
        Require.Not(
            resources.Subnets is not { Count: >= 1 and <= FargateSubnets } || resources.SecurityGroupIds.Count > FargateSecurityGroups,
            OwnTexts.FargateSubnets);
    }

    private static IEnumerable<(bool IsGiven, string Field)> Ec2Only(ComputeResource resources) =>
    [
        (resources.AllocationStrategy is not null, "allocationStrategy"),
        (resources.MinvCpus is not null, "minvCpus"),
        (resources.DesiredvCpus is not null, "desiredvCpus"),
        (resources.InstanceTypes is { Count: > 0 }, "instanceTypes"),
        (LegacyFields.ImageId(resources) is not null, "imageId"),
        (resources.Ec2KeyPair is not null, "ec2KeyPair"),
        (resources.InstanceRole is not null, "instanceRole"),
        (resources.Tags is { Count: > 0 }, "tags"),
        (resources.PlacementGroup is not null, "placementGroup"),
        (resources.BidPercentage is not null, "bidPercentage"),
        (resources.SpotIamFleetRole is not null, "spotIamFleetRole"),
        (resources.LaunchTemplate is not null, "launchTemplate"),
        (resources.Ec2Configuration is { Count: > 0 }, "ec2Configuration"),
    ];

    private static IReadOnlyList<InstanceShape> Shapes(ComputeResource resources) => Platform(resources) switch
    {
        Resources.Platform.Fargate => [],
        Resources.Platform.ManagedInstances => ManagedInstanceRules.Shapes(resources),
        _ => InstanceTypes.Shapes(resources.InstanceTypes ?? [], IsOrdered(resources.AllocationStrategy)),
    };

    // AWS: both take the instance types in the order in which they stand (API_ComputeResource).
    private static bool IsOrdered(CRAllocationStrategy? strategy) =>
        strategy == CRAllocationStrategy.BEST_FIT_PROGRESSIVE_ORDERED || strategy == CRAllocationStrategy.SPOT_CAPACITY_OPTIMIZED_PRIORITIZED;

    private static CapacityKind Kind(ComputeResource resources) => resources.Type.Value switch
    {
        "ECS_MANAGED_INSTANCES" => ManagedInstanceRules.AreSpot(resources) ? CapacityKind.ManagedInstancesSpot : CapacityKind.ManagedInstances,
        "SPOT" => CapacityKind.Spot,
        "FARGATE" => CapacityKind.Fargate,
        "FARGATE_SPOT" => CapacityKind.FargateSpot,
        _ => CapacityKind.Ec2,
    };
}

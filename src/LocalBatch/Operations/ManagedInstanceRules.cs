using LocalBatch.Api;
using LocalBatch.Api.Model;
using LocalBatch.Resources;

namespace LocalBatch.Operations;

/// <summary>
/// What the resources of the type ECS_MANAGED_INSTANCES may say. The provider is taken, stored and described as it is;
/// of it only <c>capacityOptionType</c> and <c>allowedInstanceTypes</c> mean something to the scheduler.
/// </summary>
internal static class ManagedInstanceRules
{
    public static bool Are(ComputeResource resources) => resources.Type == CRType.ECS_MANAGED_INSTANCES;

    /// <summary>Whether their instances can be reclaimed.</summary>
    // AWS: Spot by capacityOptionType of the launch template, not by a type of its own (observed 2026-08-20).
    public static bool AreSpot(ComputeResource resources) =>
        resources.ManagedInstancesProvider?.InstanceLaunchTemplate?.CapacityOptionType == "SPOT";

    /// <exception cref="ClientException">The provider is missing, or a member is given that is for other types.</exception>
    public static void Check(ComputeResource resources)
    {
        Require.Not(resources.ManagedInstancesProvider is null, OwnTexts.IsRequired("computeResources.managedInstancesProvider"));
        Require.Not(
            resources.AllocationStrategy is not null,
            OwnTexts.Invalid("computeResources.allocationStrategy", $"is not applicable for {CRType.ECS_MANAGED_INSTANCES}"));
    }

    /// <summary>Those of the allowed types that are known here, or what "optimal" stands for.</summary>
    // Differs: wildcards such as m5* are not matched; what is not known here is passed over, since nothing is launched.
    public static IReadOnlyList<InstanceShape> Shapes(ComputeResource resources)
    {
        var allowed = resources.ManagedInstancesProvider?.InstanceLaunchTemplate?.InstanceRequirements?.AllowedInstanceTypes ?? [];

        return InstanceTypes.Shapes(allowed) is { Count: > 0 } known ? known : InstanceTypes.Shapes(["optimal"]);
    }

    /// <summary>A member that was not given keeps its value; a list that was given replaces the old one.</summary>
    public static ManagedInstancesProvider? Merge(ManagedInstancesProvider? old, UpdateManagedInstancesProviderConfiguration? update) =>
        update is null
            ? old
            : new()
            {
                PropagateTags = update.PropagateTags ?? old?.PropagateTags,
                InfrastructureRoleArn = update.InfrastructureRoleArn ?? old?.InfrastructureRoleArn,
                InstanceLaunchTemplate = Merge(old?.InstanceLaunchTemplate, update.InstanceLaunchTemplate),
                InfrastructureOptimization = update.InfrastructureOptimization ?? old?.InfrastructureOptimization,
            };

    // AWS: how the instances are bought, and whether they are FIPS ones, cannot be changed: the update has no such members.
    private static InstanceLaunchTemplate? Merge(InstanceLaunchTemplate? old, InstanceLaunchTemplateUpdate? update) =>
        update is null
            ? old
            : new()
            {
                Ec2InstanceProfileArn = update.Ec2InstanceProfileArn ?? old?.Ec2InstanceProfileArn,
                NetworkConfiguration = update.NetworkConfiguration ?? old?.NetworkConfiguration,
                InstanceRequirements = update.InstanceRequirements ?? old?.InstanceRequirements,
                CapacityOptionType = old?.CapacityOptionType,
                StorageConfiguration = update.StorageConfiguration ?? old?.StorageConfiguration,
                Monitoring = update.Monitoring ?? old?.Monitoring,
                FipsEnabled = old?.FipsEnabled,
                CapacityReservations = update.CapacityReservations ?? old?.CapacityReservations,
                InstanceMetadataTagsPropagation = update.InstanceMetadataTagsPropagation ?? old?.InstanceMetadataTagsPropagation,
                LocalStorageConfiguration = update.LocalStorageConfiguration ?? old?.LocalStorageConfiguration,
            };
}

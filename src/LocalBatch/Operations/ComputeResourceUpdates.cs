using LocalBatch.Api;
using LocalBatch.Api.Model;

namespace LocalBatch.Operations;

/// <summary>Lays an update over the resources of a compute environment.</summary>
internal static class ComputeResourceUpdates
{
    /// <summary>A member that was not given keeps its value; a list that was given replaces the old one.</summary>
    public static ComputeResource Merge(ComputeResource old, ComputeResourceUpdate update)
    {
        var merged = Copies.Of(old);
        merged.MinvCpus = update.MinvCpus ?? merged.MinvCpus;
        merged.MaxvCpus = update.MaxvCpus ?? merged.MaxvCpus;
        merged.DesiredvCpus = update.DesiredvCpus ?? merged.DesiredvCpus;
        merged.Subnets = update.Subnets ?? merged.Subnets;
        merged.SecurityGroupIds = update.SecurityGroupIds ?? merged.SecurityGroupIds;
        merged.AllocationStrategy = update.AllocationStrategy is { } strategy ? CRAllocationStrategy.FindValue(strategy.Value) : merged.AllocationStrategy;
        merged.InstanceTypes = update.InstanceTypes ?? merged.InstanceTypes;
        merged.Ec2KeyPair = update.Ec2KeyPair ?? merged.Ec2KeyPair;
        merged.InstanceRole = update.InstanceRole ?? merged.InstanceRole;
        merged.Tags = update.Tags ?? merged.Tags;
        merged.PlacementGroup = update.PlacementGroup ?? merged.PlacementGroup;
        merged.BidPercentage = update.BidPercentage ?? merged.BidPercentage;
        merged.LaunchTemplate = update.LaunchTemplate ?? merged.LaunchTemplate;
        merged.Ec2Configuration = update.Ec2Configuration ?? merged.Ec2Configuration;
        merged.Type = update.Type ?? merged.Type;
        merged.ScalingPolicy = update.ScalingPolicy ?? merged.ScalingPolicy;
        merged.ManagedInstancesProvider = ManagedInstanceRules.Merge(merged.ManagedInstancesProvider, update.ManagedInstancesProvider);
        merged.CapacityTags = update.CapacityTags ?? merged.CapacityTags;
        LegacyFields.Copy(update, merged);

        return merged;
    }

    /// <summary>Whether more changes than how many vCPUs there may be: AWS then replaces the instances.</summary>
    public static bool IsInfrastructure(ComputeResourceUpdate update) =>
        update.Subnets is not null
        || update.SecurityGroupIds is not null
        || update.AllocationStrategy is not null
        || update.InstanceTypes is not null
        || update.Ec2KeyPair is not null
        || update.InstanceRole is not null
        || update.Tags is not null
        || update.PlacementGroup is not null
        || update.BidPercentage is not null
        || update.LaunchTemplate is not null
        || update.Ec2Configuration is not null
        || update.Type is not null
        || update.ManagedInstancesProvider is not null
        || update.CapacityTags is not null
        || update.UpdateToLatestImageVersion == true;
}

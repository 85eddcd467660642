namespace LocalBatch.Resources;

/// <summary>What kind of capacity a compute environment offers.</summary>
internal enum CapacityKind : byte
{
    Ec2,
    Spot,
    Fargate,
    FargateSpot,

    /// <summary>Instances that ECS chooses and looks after.</summary>
    ManagedInstances,
    ManagedInstancesSpot,

    /// <summary>The user's own instances; here, this machine.</summary>
    Unmanaged,
}

/// <summary>What an environment offers in all.</summary>
/// <param name="MaxMilliVcpus"><c>maxvCpus</c> in thousandths.</param>
/// <param name="Shapes">Instance types to choose from; none on Fargate and in an UNMANAGED environment.</param>
internal sealed record CapacityOffer(CapacityKind Kind, int MaxMilliVcpus, IReadOnlyList<InstanceShape> Shapes)
{
    /// <summary>The instances are nodes of a cluster of Kubernetes.</summary>
    public bool IsEks { get; init; }

    public bool IsFargate => Kind is CapacityKind.Fargate or CapacityKind.FargateSpot;

    public bool IsSpot => Kind is CapacityKind.Spot or CapacityKind.FargateSpot or CapacityKind.ManagedInstancesSpot;

    public Platform Platform => IsEks ? Platform.Eks : Kind switch
    {
        CapacityKind.Fargate or CapacityKind.FargateSpot => Platform.Fargate,
        CapacityKind.ManagedInstances or CapacityKind.ManagedInstancesSpot => Platform.ManagedInstances,
        _ => Platform.Ec2,
    };

    /// <summary>Memory that goes with all the vCPUs, on the roomiest of the instance types.</summary>
    public long MaxMemoryMiB { get; } = Shapes.Count == 0
        ? long.MaxValue
        : Shapes.Max(shape => (long)(shape.MemoryMiB / shape.Vcpus)) * MaxMilliVcpus / 1000;

    /// <summary>Thousandths of a vCPU that are left of the maximum when a part of it stays free.</summary>
    /// <param name="reserved">That part, 0 to 1.</param>
    public long Usable(double reserved) => reserved == 0 ? MaxMilliVcpus : (long)Math.Floor((MaxMilliVcpus * (1 - reserved)) + 1e-6);

    /// <summary>Whether one instance is large enough for the job, or for the largest of its nodes.</summary>
    // AWS: no multi-node jobs on UNMANAGED environments, on Spot and on Fargate (user guide, multi-node parallel jobs).
    public bool HasShapeFor(ResourceDemand demand) => demand.IsOfNodes
        ? TakesNodes && HasShapeFor(new ResourceDemand(demand.LargestMilliVcpus, demand.LargestMemoryMiB) { InstanceType = demand.InstanceType })
        : Shapes.Count == 0 || ShapeFor(demand) is not null;

    /// <summary>The first instance type that is large enough, and the one that is wanted where one is; <c>null</c> where there is none.</summary>
    public InstanceShape? ShapeFor(ResourceDemand demand) => Shapes.FirstOrDefault(
        shape => demand.MilliVcpus <= shape.Vcpus * 1000 && demand.MemoryMiB <= shape.MemoryMiB && (demand.InstanceType is null || demand.InstanceType == shape.Type));

    /// <summary>Whether jobs of many nodes can be placed here.</summary>
    public bool TakesNodes => !IsSpot && !IsFargate && Kind != CapacityKind.Unmanaged;
}

/// <summary>Where a job definition may run, its <c>platformCapabilities</c>.</summary>
internal enum Platform : byte
{
    Ec2,
    Fargate,
    ManagedInstances,

    /// <summary>A cluster of Kubernetes; no <c>platformCapabilities</c> name it.</summary>
    Eks,
}

namespace LocalBatch.Resources;

/// <summary>What is told of a host in ARNs and texts; outlives it.</summary>
/// <param name="ComputeEnvironment">Name of its compute environment.</param>
/// <param name="Cluster">Name of the ECS cluster.</param>
/// <param name="InstanceId">Such as <c>i-0123456789abcdef0</c>; the task's id on Fargate.</param>
/// <param name="ContainerInstanceId">32 hexadecimal digits; <c>null</c> on Fargate, which shows no instance.</param>
/// <param name="InstanceType">Such as <c>m5.large</c>.</param>
/// <param name="IsSpot">Whether it can be reclaimed.</param>
internal sealed record HostIdentity(
    string ComputeEnvironment,
    string Cluster,
    string InstanceId,
    string? ContainerInstanceId,
    string InstanceType,
    bool IsSpot)
{
    public bool IsFargate => ContainerInstanceId is null;
}

namespace LocalBatch;

/// <summary>An instance the engine pretends to have; every attempt runs on one until the instance goes.</summary>
/// <param name="InstanceId">Such as <c>i-0123456789abcdef0</c>; on Fargate an id of the one task.</param>
/// <param name="ComputeEnvironment">Name of the compute environment it belongs to.</param>
/// <param name="InstanceType">Such as <c>m5.large</c>; <c>fargate</c> for a Fargate task.</param>
/// <param name="IsSpot">Whether AWS could reclaim it.</param>
/// <param name="JobIds">Jobs STARTING or RUNNING on it.</param>
public sealed record SimulatedHost(
    string InstanceId,
    string ComputeEnvironment,
    string InstanceType,
    bool IsSpot,
    IReadOnlyList<string> JobIds);

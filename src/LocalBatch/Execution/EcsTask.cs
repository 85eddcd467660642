namespace LocalBatch.Execution;

/// <summary>The ECS task that an attempt is on AWS: what its metadata tells, and whose credentials it has.</summary>
public sealed record EcsTask
{
    /// <summary>Such as <c>arn:aws:ecs:us-east-1:123456789012:task/cluster/0123…</c>.</summary>
    public required string TaskArn { get; init; }

    /// <summary>ARN of the cluster behind the compute environment.</summary>
    public required string ClusterArn { get; init; }

    /// <summary>Name of the job definition, which names the task definition too.</summary>
    public required string Family { get; init; }

    /// <summary>Revision of the job definition.</summary>
    public required int Revision { get; init; }

    /// <summary>Whether the compute environment is of Fargate; else of EC2.</summary>
    public required bool IsFargate { get; init; }

    /// <summary>The job definition's <c>jobRoleArn</c>, or <c>null</c>.</summary>
    public string? JobRoleArn { get; init; }

    /// <summary>The compute environment's <c>instanceRole</c>, name or ARN; <c>null</c> on Fargate and in an UNMANAGED environment.</summary>
    public string? InstanceRole { get; init; }
}

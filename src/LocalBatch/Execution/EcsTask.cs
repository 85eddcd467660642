namespace LocalBatch.Execution;

/// <summary>The ECS task that an attempt is on AWS: what its metadata tells, and whose credentials it has.</summary>
public sealed record EcsTask
{
    // AWS: the one container of a job is called so (user guide, log streams).
    private const string OnlyContainer = "default";

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

    /// <summary>Name of this container in its task; <c>default</c> where it is the only one.</summary>
    public string ContainerName { get; init; } = OnlyContainer;

    /// <summary>CPUs of the whole task.</summary>
    public required decimal Vcpus { get; init; }

    /// <summary>Memory of the whole task, in MiB.</summary>
    public required int MemoryMiB { get; init; }

    /// <summary>A pod of Kubernetes, which has no metadata of ECS; it has credentials all the same.</summary>
    public bool IsPod { get; init; }

    /// <summary>The job definition's <c>jobRoleArn</c>, or <c>null</c>.</summary>
    public string? JobRoleArn { get; init; }

    /// <summary>The compute environment's <c>instanceRole</c>, name or ARN; <c>null</c> on Fargate and in an UNMANAGED environment.</summary>
    public string? InstanceRole { get; init; }
}

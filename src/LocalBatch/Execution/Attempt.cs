namespace LocalBatch.Execution;

/// <summary>One try at a job, as an executor gets it: everything resolved, nothing left to decide.</summary>
public sealed record Attempt
{
    /// <summary>Id of the task, 32 lower-case hexadecimal digits, unique for each attempt; the last part of <c>taskArn</c>.</summary>
    public required string TaskId { get; init; }

    /// <summary>Job id; for an array child <c>parent:index</c>.</summary>
    public required string JobId { get; init; }

    /// <summary>The job's name, as people know it; nothing is looked up by it.</summary>
    public string JobName { get; init; } = "";

    /// <summary>1 for the first attempt.</summary>
    public required int Number { get; init; }

    /// <summary>Image reference; an executor that runs no containers ignores it.</summary>
    public required string Image { get; init; }

    /// <summary>Program and arguments with every <c>Ref::</c> substituted; empty means what the image would run.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>So many words of <see cref="Command"/> stand for the image's entry point; 0 leaves it as it is.</summary>
    public int EntryPointWords { get; init; }

    /// <summary>What its compute environment wants it run by; <c>null</c> where that says nothing.</summary>
    public ExecutorKind? Executor { get; init; }

    /// <summary>The job's whole environment, the variables of AWS Batch included. Nothing else reaches the job.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>CPUs reserved; fractions such as 0.25 are allowed.</summary>
    public required decimal Vcpus { get; init; }

    /// <summary>
    /// Hard limit of resident memory in MiB, of all its processes together. Going over it kills the largest of them, and if
    /// that is the first one the attempt ends with exit code 137.
    /// </summary>
    public required int MemoryMiB { get; init; }

    /// <summary>Log group, <c>/aws/batch/job</c> unless the job definition names another.</summary>
    public required string LogGroup { get; init; }

    /// <summary>Log stream of this attempt alone: <c>definition/default/taskId</c>.</summary>
    public required string LogStreamName { get; init; }

    /// <summary>Time between the request to stop (SIGTERM) and the kill (SIGKILL).</summary>
    public required TimeSpan Grace { get; init; }

    /// <summary>An init runs as the first process (<c>linuxParameters.initProcessEnabled</c>): SIGTERM ends a program that has no handler for it.</summary>
    public bool HasInit { get; init; }

    /// <summary>Mounts, limits, secrets and the like.</summary>
    public Surroundings Surroundings { get; init; } = Surroundings.None;

    /// <summary>The ECS task that this is on AWS; <c>null</c> where nobody will ask for it.</summary>
    public EcsTask? Task { get; init; }

    /// <summary>
    /// The containers of a task or pod that has several, each an attempt of its own under <see cref="Task"/>; empty where the
    /// attempt itself is the one container. An executor never sees an attempt that has any: the engine runs them one by one.
    /// </summary>
    public IReadOnlyList<ContainerPlan> Containers { get; init; } = [];

    /// <summary>What SageMaker gives a training image; <c>null</c> for every job of AWS Batch's own.</summary>
    public Training.TrainingTask? Training { get; init; }

    /// <summary>What it shares with the other containers of its task; <c>null</c> where it is alone.</summary>
    public ContainerGroup? Group { get; init; }

    /// <summary>
    /// IPv4 address that is meant for this attempt alone, on the loopback interface: nodes of a job listen on the same port there.
    /// </summary>
    public string Address { get; init; } = "127.0.0.1";
}

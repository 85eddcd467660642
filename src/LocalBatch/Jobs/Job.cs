using LocalBatch.Resources;

namespace LocalBatch.Jobs;

/// <summary>
/// One job: a plain one, an array parent or child, a job of nodes or one of them. Only <see cref="JobBook"/> changes it, so that the indices
/// over the jobs stay right.
/// </summary>
internal sealed class Job(JobSpec spec, Job? parent = null, int index = -1)
{
    public JobSpec Spec => spec;

    /// <summary>The array a child belongs to, or the job a node belongs to.</summary>
    public Job? Parent => parent;

    /// <summary>Index of an array child or a node, else -1.</summary>
    public int Index => index;

    public JobKey Key => JobKey.Of(spec, index);

    /// <summary>What this node runs; <c>null</c> where it is none.</summary>
    public NodeRange? Node => index < 0 ? null : spec.Workload?.Nodes?.Of(index);

    /// <summary>The several containers that it runs; <c>null</c> where it runs one, or is a job of nodes.</summary>
    public TaskTemplate? Task => Node is { } node ? node.Task : spec.Workload?.Task;

    /// <summary>What it takes of its host; of a job of nodes, what all take together.</summary>
    public ResourceDemand Demand => Node?.Demand ?? spec.Demand;

    /// <summary>The children, where this is an array parent.</summary>
    public JobArray? Array { get; init; }

    /// <summary>The nodes, where this is a multi-node parallel job.</summary>
    public JobNodes? Nodes { get; init; }

    public JobStatus Status { get; private set; }

    public string? StatusReason { get; set; }

    /// <summary>Unix milliseconds; for a child, when it was spawned.</summary>
    public long CreatedAt { get; init; } = spec.CreatedAt;

    /// <summary>Unix milliseconds of the last move to STARTING; 0 before.</summary>
    public long ScheduledAt { get; set; }

    /// <summary>Unix milliseconds of the last move to RUNNING; 0 before.</summary>
    public long StartedAt { get; set; }

    /// <summary>Unix milliseconds; 0 until the job is over.</summary>
    public long StoppedAt { get; set; }

    /// <summary>Attempts that have ended; never changed in place, so that events can keep what they saw.</summary>
    public IReadOnlyList<AttemptRecord> Attempts { get; set; } = [];

    public RunningAttempt? Current { get; set; }

    public bool IsCancelled { get; set; }

    public bool IsTerminated { get; set; }

    /// <summary>The caller's reason, from the moment CancelJob or TerminateJob was accepted.</summary>
    public string? StopReason { get; set; }

    /// <summary>Jobs of <c>dependsOn</c> that are not over; SEQUENTIAL and N_TO_N are not counted here.</summary>
    public int OpenDependencies { get; set; }

    /// <summary>Jobs that wait for this one as a whole.</summary>
    public List<Job>? Dependants { get; set; }

    public IReadOnlyDictionary<string, string> Tags { get; set; } = Empty.Map;

    /// <summary>Whether the journal must hear of it at the end of the turn.</summary>
    public bool IsDirty { get; set; }

    /// <exception cref="InvalidOperationException">The state machine has no such move: a bug of ours.</exception>
    public void Apply(JobEvent happening) =>
        Status = Transitions.Next(Status, happening)
            ?? throw new InvalidOperationException($"{happening} cannot happen to the {Status.Name} job {Key}.");

    /// <summary>Takes up a status that an earlier run of the engine had reached.</summary>
    public void Restore(JobStatus status) => Status = status;
}

namespace LocalBatch.Jobs;

/// <summary>
/// One job: a plain one, an array parent, or an array child. Only <see cref="JobBook"/> changes it, so that the indices
/// over the jobs stay right.
/// </summary>
internal sealed class Job(JobSpec spec, Job? parent = null, int index = -1)
{
    public JobSpec Spec => spec;

    /// <summary>The array a child belongs to.</summary>
    public Job? Parent => parent;

    /// <summary>Index of an array child, else -1.</summary>
    public int Index => index;

    public JobKey Key => new(spec.Id, index);

    /// <summary>The children, where this is an array parent.</summary>
    public JobArray? Array { get; init; }

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

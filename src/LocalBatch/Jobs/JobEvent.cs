namespace LocalBatch.Jobs;

/// <summary>What can happen to a job.</summary>
internal abstract record JobEvent
{
    private JobEvent()
    {
    }

    /// <summary>The scheduler looked at a new job.</summary>
    public sealed record Accepted(bool WaitsForOthers) : JobEvent;

    /// <summary>The scheduler looked at a new array job: from now on its children exist.</summary>
    public sealed record Expanded : JobEvent;

    /// <summary>Every job it waited for has SUCCEEDED.</summary>
    public sealed record DependenciesSucceeded : JobEvent;

    /// <summary>A job it waits for has FAILED.</summary>
    public sealed record DependencyFailed : JobEvent;

    /// <summary>A host was found for it.</summary>
    public sealed record Placed : JobEvent;

    /// <summary>The program is up.</summary>
    public sealed record ContainerStarted : JobEvent;

    /// <summary>The program exited with 0.</summary>
    public sealed record AttemptSucceeded : JobEvent;

    /// <summary>The attempt ended in any other way.</summary>
    public sealed record AttemptFailed(bool Retry) : JobEvent;

    /// <summary>Ended before it was given to a host: CancelJob, TerminateJob, a queue's time limit, a deleted queue.</summary>
    public sealed record GivenUp : JobEvent;

    /// <summary>Every child of an array job is over.</summary>
    public sealed record ChildrenEnded(bool AllSucceeded) : JobEvent;
}

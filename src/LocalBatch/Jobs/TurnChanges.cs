namespace LocalBatch.Jobs;

/// <summary>What a turn changed, for the journal, and what is to be done once it is on disk.</summary>
internal sealed class TurnChanges
{
    /// <summary>Jobs submitted in this turn.</summary>
    public List<Job> Submitted { get; } = [];

    /// <summary>Jobs whose state changed.</summary>
    public List<Job> Jobs { get; } = [];

    /// <summary>Sequences of jobs that were forgotten.</summary>
    public List<long> Forgotten { get; } = [];

    /// <summary>Tasks of attempts of forgotten jobs that may have left something behind.</summary>
    public List<Guid> ForgottenTasks { get; } = [];

    /// <summary>For the event bus, in the order they happened.</summary>
    public List<JobHappening> Happenings { get; } = [];

    /// <summary>Attempts to start: only after their STARTING is on disk, so that none is ever started twice.</summary>
    public List<Job> Starts { get; } = [];

    /// <summary>Tasks of attempts to stop.</summary>
    public List<Guid> Stops { get; } = [];

    /// <summary>Tasks of attempts that have ended.</summary>
    public List<Guid> Ends { get; } = [];

    public bool Any => Submitted.Count + Jobs.Count + Forgotten.Count + Happenings.Count > 0;

    public void Clear()
    {
        foreach (var job in Jobs)
        {
            job.IsDirty = false;
        }

        Submitted.Clear();
        Jobs.Clear();
        Forgotten.Clear();
        ForgottenTasks.Clear();
        Happenings.Clear();
        Starts.Clear();
        Stops.Clear();
        Ends.Clear();
    }
}

using LocalBatch.Events;
using LocalBatch.Jobs;

namespace LocalBatch.ServiceJobs;

/// <summary>
/// Every service job, service environment and quota share. All moves of a service job go through here: the indices follow,
/// and the journal and the event bus are told.
/// </summary>
/// <param name="envelope">Makes an event of a job as it stands.</param>
internal sealed class ServiceBook(
    Func<Guid> newId, Timers timers, CatalogChanges catalog, Func<Guid, long, ServiceEventKind, ServiceJob, JobEventEnvelope> envelope)
{
    private readonly Dictionary<Guid, ServiceJob> _jobs = [];
    private readonly Dictionary<string, ServiceJob> _byToken = new(StringComparer.Ordinal);

    /// <summary>Unix milliseconds of the turn under way.</summary>
    public long Now { get; set; }

    /// <summary>On the steady clock.</summary>
    public long Steady { get; set; }

    public Timers Timers => timers;

    public Dictionary<string, ServiceEnvironment> Environments { get; } = new(StringComparer.Ordinal);

    /// <summary>By ARN.</summary>
    public Dictionary<string, QuotaShare> Shares { get; } = new(StringComparer.Ordinal);

    /// <summary>How the simulated executor runs jobs.</summary>
    public IReadOnlyList<ServiceRule> Rules { get; init; } = [];

    /// <summary>Whether jobs really run, by an executor; else their course is played by <see cref="Rules"/>.</summary>
    public bool IsReal { get; init; }

    /// <summary>Jobs that an executor runs, by the id of their task.</summary>
    public Dictionary<Guid, ServiceJob> Running { get; } = [];

    /// <summary>Jobs whose attempt is to be started by the executor.</summary>
    public List<ServiceJob> Starts { get; } = [];

    /// <summary>Tasks that the executor is to stop.</summary>
    public List<Guid> Stops { get; } = [];

    /// <summary>Tasks whose end is known.</summary>
    public List<Guid> Ends { get; } = [];

    public bool HasChanges => Events.Count + Starts.Count + Stops.Count + Ends.Count > 0;

    /// <summary>Whether something happened that may let a job be dispatched.</summary>
    public bool MayDispatch { get; set; }

    /// <summary>What the bus is to hear of this turn.</summary>
    public List<JobEventEnvelope> Events { get; } = [];

    /// <summary>Over jobs, oldest end first.</summary>
    public Queue<ServiceJob> Retained { get; } = [];

    public IReadOnlyCollection<ServiceJob> All => _jobs.Values;

    public Guid NewId() => newId();

    public void ClearChanges()
    {
        Events.Clear();
        Starts.Clear();
        Stops.Clear();
        Ends.Clear();
    }

    public ServiceJob? Find(string id) =>
        Guid.TryParseExact(id, "D", out var guid) && id == guid.ToString() ? _jobs.GetValueOrDefault(guid) : null;

    public ServiceJob? FindByToken(string token) => _byToken.GetValueOrDefault(token);

    /// <summary>Takes in a new job, or one out of the journal.</summary>
    public void Add(ServiceJob job)
    {
        _jobs.Add(job.Id, job);
        if (job.Submitted.ClientToken is { } token)
        {
            _byToken[token] = job;
        }

        Enter(job);
    }

    public void Remove(ServiceJob job)
    {
        _jobs.Remove(job.Id);
        if (job.Submitted.ClientToken is { } token)
        {
            _byToken.Remove(token);
        }

        job.Queue.Services?.Jobs.Remove(job);
        Touch(job);
    }

    /// <summary>Moves a job on and tells of it.</summary>
    public void Move(ServiceJob job, ServiceJobStatus to, string? reason = null)
    {
        if (job.Status.IsTerminal || job.Status == to)
        {
            throw new InvalidOperationException($"The {job.Status.Name} service job {job.Id} cannot become {to.Name}.");
        }

        Leave(job);
        job.Status = to;
        job.StatusReason = reason;
        job.StoppedAt = to.IsTerminal ? Now : 0;
        Enter(job);
        Touch(job);
        Tell(job, ServiceEventKind.StateChange);
        MayDispatch = true;
    }

    /// <summary>Changes what orders a job in its queue.</summary>
    public void Prioritise(ServiceJob job, int priority)
    {
        Leave(job);
        job.Priority = priority;
        Enter(job);
        Touch(job);
        MayDispatch = true;
    }

    public void Tell(ServiceJob job, ServiceEventKind kind) => Events.Add(envelope(NewId(), Now, kind, job));

    /// <summary>Marks a job for the journal.</summary>
    public void Touch(ServiceJob job) => catalog.Touch(CatalogKind.ServiceJob, job.Id.ToString());

    private void Enter(ServiceJob job)
    {
        if (job.Queue.Services is not { } queue)
        {
            return;
        }

        queue.Version++;
        queue.Jobs.Add(job);
        var share = queue.Fair.Find(job);
        if (job.Status == ServiceJobStatus.Runnable)
        {
            queue.Lane(job.Lane).Add(job);
        }

        if (job.Status.HoldsCapacity && queue.Holding.Add(job))
        {
            queue.Environment.Used.Add(job.Demand);
            job.Share?.Used.Add(job.Demand);
            queue.Fair.Use(job, job.Demand.Total, Steady);
        }

        if (job.Status.IsTerminal)
        {
            Retained.Enqueue(job);
        }
        else
        {
            share?.Enter();
        }
    }

    private void Leave(ServiceJob job)
    {
        if (job.Queue.Services is not { } queue)
        {
            return;
        }

        if (job.Status == ServiceJobStatus.Runnable)
        {
            queue.Lane(job.Lane).Remove(job);
        }

        if (job.Status.HoldsCapacity && queue.Holding.Remove(job))
        {
            queue.Environment.Used.Remove(job.Demand);
            job.Share?.Used.Remove(job.Demand);
            queue.Fair.Use(job, -job.Demand.Total, Steady);
        }

        queue.Fair.Find(job)?.Leave(Steady);
    }
}

internal enum ServiceEventKind : byte
{
    StateChange,
    QueueBlocked,
    PreemptionStarted,
    PreemptionCompleted,
}

namespace LocalBatch.Jobs;

/// <summary>
/// Every job, and the indices over them. All changes of a job go through here: the status moves, the indices follow, the
/// journal and the event bus are told.
/// </summary>
internal sealed class JobBook(Func<Guid> newId, Timers timers, ConsumableBook consumables)
{
    private readonly Dictionary<Guid, Job> _jobs = [];
    private readonly Queue<Job> _ended = [];

    /// <summary>Unix milliseconds of the turn under way.</summary>
    public long Now { get; set; }

    /// <summary>Milliseconds on a clock that nobody sets: what timers go by, while <see cref="Now"/> is what is written down.</summary>
    public long Steady { get; set; }

    public TurnChanges Changes { get; } = new();

    public Timers Timers => timers;

    public ConsumableBook Consumables => consumables;

    /// <summary>Over jobs that are not children, oldest end first: the order in which they are forgotten.</summary>
    public Queue<Job> Retained { get; } = [];

    /// <summary>Jobs STARTING or RUNNING, by task.</summary>
    public Dictionary<Guid, Job> Running { get; } = [];

    /// <summary>Thousandths of a vCPU held by jobs STARTING or RUNNING.</summary>
    public long UsedMilliVcpus { get; private set; }

    /// <summary>GPUs held by jobs STARTING or RUNNING.</summary>
    public int UsedGpus { get; private set; }

    /// <summary>Whether something happened that may let a job start.</summary>
    public bool MayPlace { get; set; }

    public IReadOnlyCollection<Job> All => _jobs.Values;

    public Guid NewId() => newId();

    /// <summary>The job; for a child or node that is not an object yet, <c>null</c>: <see cref="ArrayRules"/> makes one of it.</summary>
    public Job? Find(JobKey key) =>
        _jobs.GetValueOrDefault(key.Id) is not { } job ? null
        : key.Index < 0 ? job
        : key.IsNode ? job.Nodes is { } nodes && key.Index < nodes.Count ? nodes.Node(key.Index) : null
        : job.Array is { } array && key.Index < array.Size ? array.Child(key.Index)
        : null;

    /// <summary>What is known of a job, child or not; <c>null</c> where there is none.</summary>
    public JobSnapshot? Look(JobKey key) =>
        _jobs.GetValueOrDefault(key.Id) is not { } job ? null
        : key.Index < 0 ? JobSnapshot.Of(job)
        : key.IsNode ? JobSnapshot.OfNode(job, key.Index)
        : JobSnapshot.OfChild(job, key.Index);

    /// <summary>Takes in a new job and looks at it for the first time.</summary>
    public void Submit(Job job)
    {
        Add(job);
        Changes.Submitted.Add(job);
        Touch(job);
        DependencyRules.Accept(this, job);
        DependencyRules.Settle(this);
    }

    public void Add(Job job)
    {
        Restore(job);
        Index(job);
    }

    /// <summary>Takes up a job from the journal; <see cref="Reindex"/> follows when its state is known.</summary>
    public void Restore(Job job)
    {
        _jobs.Add(job.Spec.Id, job);
        consumables.Enter(job);
    }

    /// <summary>Enters a job from the journal, and its children, into the indices.</summary>
    public void Reindex(Job job)
    {
        Index(job);
        Recall(job);
        foreach (var child in job.Array?.Materialised ?? [])
        {
            Index(child);
            Recall(child);
        }
    }

    /// <summary>Forgets a job that is over, and its children with it.</summary>
    public void Remove(Job job)
    {
        _jobs.Remove(job.Spec.Id);
        consumables.Forget(job);
        job.Spec.Queue.InStatus(job.Status).Remove(job);
        Changes.Forgotten.Add(job.Spec.Sequence);
        foreach (var one in job.Nodes?.All ?? job.Array?.Materialised.Prepend(job) ?? [job])
        {
            Changes.ForgottenTasks.AddRange(job.Spec.Workload is null
                ? one.Attempts.Where(attempt => attempt.ExitCode != 0).Select(attempt => attempt.TaskId)
                : one.Attempts.SelectMany(attempt => Enumerable.Range(0, one.Task?.Containers.Count ?? 1).Select(index => TaskTemplate.ContainerId(attempt.TaskId, index))));
        }
    }

    /// <summary>Moves a job along the state machine.</summary>
    /// <param name="reason">Its <c>statusReason</c> from now on.</param>
    public void Move(Job job, JobEvent happening, string? reason = null)
    {
        var from = job.Status;
        Unindex(job);
        job.Apply(happening);
        job.StatusReason = reason;
        job.StoppedAt = job.Status.IsTerminal ? Now : 0;
        Index(job);
        CountChild(job, from);
        Touch(job);
        Announce(job);
        if (job.Status.IsTerminal)
        {
            _ended.Enqueue(job);
            // It may have stood in the way of the jobs behind it.
            MayPlace |= from == JobStatus.Runnable;
        }
    }

    /// <summary>A job that has just ended, so that what waits for it can go on; <c>null</c> when all are settled.</summary>
    public Job? TakeEnded() => _ended.TryDequeue(out var job) ? job : null;

    /// <summary>Marks a job for the journal.</summary>
    public void Touch(Job job)
    {
        if (!job.IsDirty)
        {
            job.IsDirty = true;
            Changes.Jobs.Add(job);
        }
    }

    public void Announce(Job job) =>
        Changes.Happenings.Add(new(NewId(), Now, IsQueueBlocked: false, JobSnapshot.Of(job), job, []));

    public void AnnounceBlocked(Job job) =>
        Changes.Happenings.Add(new(NewId(), Now, IsQueueBlocked: true, JobSnapshot.Of(job), job, []));

    /// <summary>Tells of all children that are not objects yet at once.</summary>
    public void AnnounceRest(Job parent, JobArray array)
    {
        if (array.RestCount > 0)
        {
            Changes.Happenings.Add(new(
                NewId(), Now, IsQueueBlocked: false, JobSnapshot.OfRest(parent, array, array.FirstOfRest), parent, array.RestRanges()));
        }
    }

    /// <summary>Gives the attempt its place on a host.</summary>
    public void Occupy(Job job, RunningAttempt attempt)
    {
        job.Current = attempt;
        Running.Add(attempt.TaskId, job);
        attempt.Host.Environment.Hosts.Put(job, attempt.Host);
        attempt.Host.Environment.Take(job.Demand);
        job.Spec.Queue.Use(job, job.Demand.MilliVcpus, Steady);
        UsedMilliVcpus += job.Demand.MilliVcpus;
        UsedGpus += job.Demand.Gpus;
    }

    /// <summary>Frees what the attempt held.</summary>
    public void Vacate(Job job, RunningAttempt attempt)
    {
        job.Current = null;
        Running.Remove(attempt.TaskId);
        Changes.Ends.Add(attempt.TaskId);
        attempt.Host.Environment.Hosts.Take(job, attempt.Host);
        attempt.Host.Environment.Release(job.Demand);
        job.Spec.Queue.Use(job, -job.Demand.MilliVcpus, Steady);
        foreach (var hold in attempt.Holds)
        {
            hold.Resource.GiveBack(hold.Quantity);
        }

        UsedMilliVcpus -= job.Demand.MilliVcpus;
        UsedGpus -= job.Demand.Gpus;
        MayPlace = true;
    }

    /// <summary>Lets children that are not objects yet stand in the queue, as their parent.</summary>
    public void QueueRest(Job parent)
    {
        parent.Spec.Queue.Ready.Add(parent);
        MayPlace = true;
    }

    public static void UnqueueRest(Job parent) => parent.Spec.Queue.Ready.Remove(parent);

    private void Index(Job job)
    {
        if (job.Parent is null)
        {
            job.Spec.Queue.InStatus(job.Status).Add(job);
            if (job.Status.IsTerminal)
            {
                Retained.Enqueue(job);
            }
            else
            {
                ShareOf(job)?.Enter();
            }
        }

        if (job.Status == JobStatus.Runnable)
        {
            job.Spec.Queue.Ready.Add(job);
            MayPlace = true;
        }
    }

    /// <summary>Counts for its share what an earlier run of the engine gave a job.</summary>
    private void Recall(Job job)
    {
        if (job.Spec.Queue.FairShare is not { } rules || ShareOf(job) is not { } share)
        {
            return;
        }

        foreach (var attempt in job.Attempts.Where(attempt => attempt.StartedAt > 0))
        {
            share.Recall(job.Spec.Demand.MilliVcpus, attempt.StoppedAt - attempt.StartedAt, Math.Max(0, Now - attempt.StoppedAt), rules, Steady);
        }
    }

    private static FairShare? ShareOf(Job job) => job.Spec.Queue.Shares?.Of(job.Spec.ShareIdentifier ?? "");

    private void Unindex(Job job)
    {
        if (job.Parent is null)
        {
            job.Spec.Queue.InStatus(job.Status).Remove(job);
            if (!job.Status.IsTerminal)
            {
                ShareOf(job)?.Leave(Steady);
            }
        }

        if (job.Status == JobStatus.Runnable)
        {
            job.Spec.Queue.Ready.Remove(job);
        }
    }

    private void CountChild(Job job, JobStatus from)
    {
        if (job.Parent is { Array: { } array } parent)
        {
            array.Count(from, job.Status, Now);
            Touch(parent);
        }
    }
}

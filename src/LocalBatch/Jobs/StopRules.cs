namespace LocalBatch.Jobs;

/// <summary>Ends jobs that somebody does not want any more.</summary>
internal static class StopRules
{
    /// <summary>CancelJob: ends what has not been given to a host; leaves STARTING and RUNNING alone.</summary>
    public static void Cancel(JobBook book, JobKey key, string reason) => Stop(book, key, reason, terminate: false);

    /// <summary>TerminateJob: ends what is STARTING or RUNNING too.</summary>
    public static void Terminate(JobBook book, JobKey key, string reason) => Stop(book, key, reason, terminate: true);

    /// <summary>Ends jobs of a queue that is being deleted; those that run are asked to end.</summary>
    /// <param name="most">How many at most, so that the turn stays short.</param>
    /// <returns>Whether none is left that has neither ended nor been asked to.</returns>
    public static bool Empty(JobBook book, JobQueue queue, int most)
    {
        var jobs = queue.Live.Where(IsToEnd).Take(most + 1).ToList();
        foreach (var job in jobs.Take(most))
        {
            EndForDeletion(book, job);
        }

        DependencyRules.Settle(book);

        return jobs.Count <= most;
    }

    private static void Stop(JobBook book, JobKey key, string reason, bool terminate)
    {
        if (book.Look(key) is not { Status.IsTerminal: false } || ArrayRules.Materialise(book, key) is not { } job)
        {
            return;
        }

        Stop(book, job, reason, terminate);
        DependencyRules.Settle(book);
    }

    private static void Stop(JobBook book, Job job, string reason, bool terminate)
    {
        switch (job)
        {
            case { Status.IsTerminal: true }:
                break;
            case { Array: { } array }:
                Mark(book, job, reason, terminate);
                foreach (var child in array.Materialised.ToList())
                {
                    Stop(book, child, reason, terminate);
                }

                if (array.Rest == JobStatus.Runnable)
                {
                    ArrayRules.EndRest(book, job, array, reason);
                }

                break;
            case { Nodes: { } nodes, Status.HoldsCapacity: true } when terminate:
                Mark(book, job, reason, terminate);
                foreach (var node in nodes.All.Where(node => !node.Status.IsTerminal))
                {
                    Mark(book, node, reason, terminate);
                }

                NodeRules.Stop(book, nodes, AttemptStop.Terminated);
                break;
            case { Status: JobStatus.Pending }:
                // AWS: takes effect when the jobs it waits for are over (API_CancelJob); DependencyRules.Release does it.
                Mark(book, job, reason, terminate);
                break;
            case { Status.IsWaiting: true }:
                Mark(book, job, reason, terminate);
                book.Move(job, new JobEvent.GivenUp(), job.StopReason);
                break;
            case { Current: { } attempt } when terminate:
                Mark(book, job, reason, terminate);
                AttemptRules.Stop(book, attempt, AttemptStop.Terminated);
                break;
        }
    }

    private static void Mark(JobBook book, Job job, string reason, bool terminate)
    {
        job.StopReason ??= reason;
        job.IsTerminated |= terminate;
        job.IsCancelled |= !terminate;
        book.Touch(job);
    }

    private static bool IsToEnd(Job job) => job switch
    {
        { Status.IsTerminal: true } => false,
        { Array: { } array } => (array.RestCount > 0 && !array.Rest.IsTerminal) || array.Materialised.Any(IsToEnd),
        _ => job.Status.IsWaiting || job.StopReason is null,
    };

    private static void EndForDeletion(JobBook book, Job job)
    {
        switch (job)
        {
            case { Status.IsTerminal: true }:
                break;
            case { Array: { } array }:
                foreach (var child in array.Materialised.Where(child => !child.Status.IsTerminal).ToList())
                {
                    EndForDeletion(book, child);
                }

                ArrayRules.EndRest(book, job, array, StatusReasons.QueueDeleted);
                break;
            case { Status.IsWaiting: true }:
                book.Move(job, new JobEvent.GivenUp(), StatusReasons.QueueDeleted);
                break;
            case { StopReason: null, Nodes: { } nodes }:
                job.StopReason = StatusReasons.QueueDeleted;
                book.Touch(job);
                foreach (var node in nodes.All.Where(node => !node.Status.IsTerminal))
                {
                    node.StopReason = StatusReasons.QueueDeleted;
                    book.Touch(node);
                }

                NodeRules.Stop(book, nodes, AttemptStop.Terminated);
                break;
            case { StopReason: null, Current: { } attempt }:
                // Also where its host goes already: a retry would wait for ever in a queue that is gone.
                job.StopReason = StatusReasons.QueueDeleted;
                book.Touch(job);
                AttemptRules.Stop(book, attempt, AttemptStop.Terminated);
                break;
        }
    }
}

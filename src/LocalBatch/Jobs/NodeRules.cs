using LocalBatch.Execution;

namespace LocalBatch.Jobs;

/// <summary>
/// The laws of multi-node parallel jobs: the nodes get their hosts together, the main node runs first and the others when it is
/// RUNNING, its end is the job's, and what happens to the others changes nothing for the job (user guide, multi-node parallel jobs).
/// </summary>
internal static class NodeRules
{
    /// <summary>Gives every node a host of its own. Only the main node is started.</summary>
    public static void Place(JobBook book, Job job, JobNodes nodes, NodeGroup group, ComputeEnvironment environment)
    {
        var number = job.Attempts.Count + 1;
        for (var index = 0; index < group.Count; index++)
        {
            var node = new Job(job.Spec, job, index) { Attempts = nodes.Node(index)?.Attempts ?? [] };
            node.Restore(JobStatus.Runnable);
            nodes.Put(node);
            book.Occupy(node, new(number, book.NewId(), HostRules.HostForNode(book, environment, node.Demand))
            {
                IsHeld = index != group.Main,
                Holds = index == group.Main ? book.Consumables.Take(job.Spec.Consumables) : [],
            });
            book.Move(node, new JobEvent.Placed());
            if (index == group.Main)
            {
                book.Changes.Starts.Add(node);
            }
        }

        job.ScheduledAt = book.Now;
        book.Move(job, new JobEvent.Placed());
    }

    /// <summary>The program of a node is up.</summary>
    public static void Started(JobBook book, Job node, RunningAttempt attempt)
    {
        Run(book, node, attempt);
        if (MainOf(node) is { Nodes: { } nodes } job)
        {
            foreach (var other in nodes.All.Where(other => other.Current is { IsHeld: true }).ToList())
            {
                Release(book, other);
            }

            if (job.Spec.Timeout is { } timeout)
            {
                // AWS: the time-out is of the whole job (user guide, job lifecycle for MNP jobs).
                book.Timers.Set(job, book.Steady + (long)timeout.TotalMilliseconds);
            }
        }
    }

    /// <summary>The attempt of a node is over.</summary>
    public static void Ended(JobBook book, Job node, RunningAttempt attempt, AttemptEvent end)
    {
        // AWS: as nodes exit they move to SUCCEEDED or FAILED, by their exit code (user guide, job lifecycle for MNP jobs).
        var succeeded = end is AttemptEvent.Exited { ExitCode: 0 } && attempt.Stop is null or AttemptStop.SpotInterruption or AttemptStop.MainNodeEnded;
        if (node.Status == JobStatus.Starting && end is AttemptEvent.Exited && (succeeded || attempt.Stop is null))
        {
            Run(book, node, attempt);
        }

        var record = AttemptRules.Record(book, node, attempt, end);
        book.Vacate(node, attempt);
        node.Attempts = [.. node.Attempts, record];
        book.Move(node, succeeded ? new JobEvent.AttemptSucceeded() : new JobEvent.AttemptFailed(Retry: false), record.StatusReason);
        if (MainOf(node) is { Nodes: { } nodes } job)
        {
            MainEnded(book, job, nodes, attempt, record, succeeded);
        }
        else if (node.Parent is { } parent)
        {
            TryAgain(book, parent);
        }

        DependencyRules.Settle(book);
    }

    /// <summary>Asks all nodes to end that have not.</summary>
    public static void Stop(JobBook book, JobNodes nodes, AttemptStop cause)
    {
        foreach (var node in nodes.All)
        {
            if (node.Current is { } attempt)
            {
                AttemptRules.Stop(book, attempt, cause);
            }
        }
    }

    private static Job? MainOf(Job node) => node.Parent is { } job && job.Spec.Workload?.Nodes?.Main == node.Index ? job : null;

    private static void Run(JobBook book, Job node, RunningAttempt attempt)
    {
        attempt.StartedAt = book.Now;
        node.StartedAt = book.Now;
        book.Move(node, new JobEvent.ContainerStarted());
        if (MainOf(node) is { } job)
        {
            job.StartedAt = book.Now;
            book.Move(job, new JobEvent.ContainerStarted());
        }
    }

    /// <summary>The main node runs, so this one is started; where it lost its host or was stopped meanwhile it is over.</summary>
    private static void Release(JobBook book, Job node)
    {
        if (node.Current is { Stop: null } attempt)
        {
            attempt.IsHeld = false;
            book.Changes.Starts.Add(node);
        }
        else
        {
            EndHeld(book, node);
        }
    }

    private static void MainEnded(JobBook book, Job job, JobNodes nodes, RunningAttempt attempt, AttemptRecord record, bool succeeded)
    {
        // AWS: started, stoppedAt, statusReason and exit of the job are its main node's (user guide, multi-node parallel jobs).
        job.Attempts = [.. job.Attempts, record];
        book.Touch(job);
        book.Timers.Clear(job);
        var retry = !succeeded
            && attempt.Stop is not (AttemptStop.Terminated or AttemptStop.TimedOut)
            && job.StopReason is null
            && job.Spec.Retry.Grants(attempt.Number, new(record.StatusReason, record.Reason, record.ExitCode));
        if (!retry)
        {
            book.Move(job, succeeded ? new JobEvent.AttemptSucceeded() : new JobEvent.AttemptFailed(Retry: false), record.StatusReason);
        }

        foreach (var held in nodes.All.Where(node => node.Current is { IsHeld: true }).ToList())
        {
            EndHeld(book, held);
        }

        Stop(book, nodes, AttemptStop.MainNodeEnded);
        TryAgain(book, job);
    }

    /// <summary>A node that never ran.</summary>
    private static void EndHeld(JobBook book, Job node)
    {
        if (node.Current is { } attempt)
        {
            attempt.Stop ??= AttemptStop.MainNodeEnded;
            Ended(book, node, attempt, new AttemptEvent.FailedToStart(null, "CannotStartContainerError: the main node ended first"));
        }
    }

    /// <summary>Where the main node is over and the job is to be tried again, it is as soon as the last node has gone.</summary>
    // Inferred: the next attempt has the whole of the nodes again.
    private static void TryAgain(JobBook book, Job job)
    {
        if (job is not { Status.HoldsCapacity: true, Nodes: { } nodes } || !nodes.All.All(node => node.Status.IsTerminal))
        {
            return;
        }

        book.Move(job, new JobEvent.AttemptFailed(Retry: job.StopReason is null), job.StopReason);
    }
}

using LocalBatch.Execution;

namespace LocalBatch.Jobs;

/// <summary>The life of an attempt: placed on a host, up, ended; and whether another follows.</summary>
internal static class AttemptRules
{
    public static void Place(JobBook book, Placement placement)
    {
        var job = placement is { Job: { Array: { } array } parent, RestIndex: >= 0 and var index }
            ? ArrayRules.Materialise(book, parent, array, index)
            : placement.Job;
        if (EcsOverrides.AreTooLong(job.Spec))
        {
            book.Move(job, new JobEvent.GivenUp(), StatusReasons.OverridesTooLong);
            DependencyRules.Settle(book);
            book.MayPlace = true;

            return;
        }

        if (job is { Nodes: { } nodes, Spec.Workload.Nodes: { } group })
        {
            NodeRules.Place(book, job, nodes, group, placement.Environment);

            return;
        }

        var host = HostRules.HostFor(book, placement.Environment, job.Spec.Demand);
        // Inferred: what an attempt holds it gives back when it ends, and a retry takes it anew; AWS speaks of the job's end only.
        book.Occupy(job, new(job.Attempts.Count + 1, book.NewId(), host) { Holds = book.Consumables.Take(job.Spec.Consumables) });
        job.ScheduledAt = book.Now;
        book.Move(job, new JobEvent.Placed());
        book.Changes.Starts.Add(job);
    }

    /// <summary>The program of a task is up. Of a task that is over already, nothing.</summary>
    public static void Started(JobBook book, Guid taskId)
    {
        if (book.Running.GetValueOrDefault(taskId) is { Current: { } attempt, Status: JobStatus.Starting } job)
        {
            if (job.Node is not null)
            {
                NodeRules.Started(book, job, attempt);
            }
            else
            {
                Start(book, job, attempt);
            }
        }
    }

    /// <summary>A task is over. Heard twice, it counts once.</summary>
    public static void Ended(JobBook book, Guid taskId, AttemptEvent end)
    {
        if (book.Running.GetValueOrDefault(taskId) is not { Current: { } attempt } job)
        {
            return;
        }

        if (job.Node is not null)
        {
            NodeRules.Ended(book, job, attempt, end);

            return;
        }

        var succeeded = end is AttemptEvent.Exited { ExitCode: 0 } && attempt.Stop is null or AttemptStop.SpotInterruption;
        if (job.Status == JobStatus.Starting && end is AttemptEvent.Exited && (succeeded || attempt.Stop is null))
        {
            Start(book, job, attempt);
        }

        var record = Record(book, job, attempt, end);
        book.Timers.Clear(job);
        book.Vacate(job, attempt);
        job.Attempts = [.. job.Attempts, record];
        if (succeeded)
        {
            book.Move(job, new JobEvent.AttemptSucceeded(), record.StatusReason);
        }
        else
        {
            var retry = attempt.Stop is not (AttemptStop.Terminated or AttemptStop.TimedOut)
                && job.StopReason is null
                && job.Spec.Retry.Grants(attempt.Number, new(record.StatusReason, record.Reason, record.ExitCode));
            book.Move(job, new JobEvent.AttemptFailed(retry), retry ? null : record.StatusReason);
        }

        DependencyRules.Settle(book);
    }

    /// <summary>The time an attempt may take is over.</summary>
    public static void TimeOut(JobBook book, Job job)
    {
        if (job.Nodes is { } nodes)
        {
            NodeRules.Stop(book, nodes, AttemptStop.TimedOut);
        }
        else if (job.Current is { } attempt)
        {
            Stop(book, attempt, AttemptStop.TimedOut);
        }
    }

    /// <summary>An attempt of an engine that has died goes on in this one: what it was asked it is asked again, and its time runs on.</summary>
    public static void TakeUp(JobBook book, Job job, RunningAttempt attempt, AttemptStop? stop)
    {
        if (stop is { } cause)
        {
            Stop(book, attempt, cause);
        }

        // The steady clock began anew: what was left of the time is reckoned by the time of day.
        var timed = job.Node is null ? job : job.Parent is { } parent && parent.Spec.Workload?.Nodes?.Main == job.Index ? parent : null;
        if (timed is { Status: JobStatus.Running, Spec.Timeout: { } timeout })
        {
            var gone = Math.Max(0, book.Now - attempt.StartedAt);
            book.Timers.Set(timed, book.Steady + Math.Max(0, (long)timeout.TotalMilliseconds - gone));
        }
    }

    /// <summary>Asks the executor to end an attempt. What asked first decides how the attempt is told of.</summary>
    public static void Stop(JobBook book, RunningAttempt attempt, AttemptStop cause)
    {
        attempt.Stop ??= cause;
        book.Changes.Stops.Add(attempt.TaskId);
    }

    private static void Start(JobBook book, Job job, RunningAttempt attempt)
    {
        attempt.StartedAt = book.Now;
        job.StartedAt = book.Now;
        book.Move(job, new JobEvent.ContainerStarted());
        if (job.Spec.Timeout is { } timeout)
        {
            book.Timers.Set(job, book.Steady + (long)timeout.TotalMilliseconds);
        }
    }

    /// <summary>How an attempt is told of.</summary>
    public static AttemptRecord Record(JobBook book, Job job, RunningAttempt attempt, AttemptEvent end)
    {
        var (exitCode, reason, statusReason) = end switch
        {
            // Inferred: of a pod nothing but what Kubernetes says of the container that decided it.
            AttemptEvent.Exited { Reason: { } why } exited when job.Task is { IsPod: true } => (exited.ExitCode, exited.Reason, why),
            AttemptEvent.FailedToStart failed when job.Task is { IsPod: true } => (failed.ExitCode, failed.Reason, failed.Reason),
            AttemptEvent.Exited exited => (exited.ExitCode, exited.Reason, StatusReasons.ContainerExited),
            AttemptEvent.FailedToStart failed => (failed.ExitCode, failed.Reason, StatusReasons.FailedToStart),
            _ => throw new InvalidOperationException($"{end} does not end an attempt (job {job.Key}, task {attempt.TaskId:N})."),
        };

        return attempt.Stop switch
        {
            null or AttemptStop.MainNodeEnded => Record(exitCode, reason, statusReason),
            AttemptStop.Terminated => Record(exitCode, reason, job.StopReason ?? statusReason),
            AttemptStop.TimedOut => Record(exitCode, reason, StatusReasons.TimedOut),
            // AWS: a job that exits 0 on its reclaim's SIGTERM has SUCCEEDED, and its reason hides the reclaim (observed).
            AttemptStop.SpotInterruption when exitCode == 0 => Record(exitCode, reason, statusReason),
            // AWS: attempts that went with their host have no exit code (observed).
            _ => Record(null, null, HostRules.LossReason(attempt.Host.Identity)) with { Containers = [.. end.Containers.Select(one => one with { ExitCode = null, Reason = null })] },
        };

        AttemptRecord Record(int? exitCode, string? reason, string statusReason) =>
            new(attempt.TaskId, attempt.Host.Identity, attempt.StartedAt, book.Now, statusReason, reason, exitCode) { Containers = end.Containers };
    }
}

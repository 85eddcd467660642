using LocalBatch.Jobs;

namespace LocalBatch.ServiceJobs;

/// <summary>
/// The life of a service job: dispatched, starting, running, ended; and what follows. Its phases are played here, unless
/// <see cref="ServiceRuns"/> hears of them from an executor.
/// </summary>
internal static class ServiceJobRules
{
    /// <summary>How many preempted attempts a job shows.</summary>
    // Inferred: AWS keeps a sliding window of recent ones, and does not tell its length (user guide, preemption).
    private const int RecentPreempted = 10;

    // SageMaker sends SIGTERM and waits; the simulated executor takes a second.
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(1);

    public static void Submit(ServiceBook book, ServiceJob job)
    {
        book.Add(job);
        book.Touch(job);
        book.Move(job, ServiceJobStatus.Runnable);
    }

    /// <summary>Hands the job to the service.</summary>
    public static void Dispatch(ServiceBook book, Arns arns, ServiceJob job)
    {
        job.ResourceArn = arns.TrainingJob(job.Training.Name, book.NewId());
        (job.ScheduledAt, job.StartedAt) = (book.Now, 0);
        book.Move(job, ServiceJobStatus.Scheduled, job.CapacityFailures > 0 ? job.StatusReason : null);
        if (book.IsReal)
        {
            ServiceRuns.Start(book, job);
        }
        else
        {
            Phase(book, job, ServicePlan.For(job, book.Rules).Scheduled);
        }
    }

    /// <summary>What was to last until now is over.</summary>
    public static void PhaseOver(ServiceBook book, ServiceJob job)
    {
        job.PhaseEndsAt = 0;
        if (book.IsReal)
        {
            Stop(book, job, ServiceStop.TimedOut);

            return;
        }

        var plan = ServicePlan.For(job, book.Rules);
        switch (job.Status)
        {
            case var status when status.HoldsCapacity && job.IsStopping:
                End(book, job, null);
                break;
            case ServiceJobStatus.Scheduled when plan.LacksCapacity:
                LackCapacity(book, job);
                break;
            case ServiceJobStatus.Scheduled:
                book.Move(job, ServiceJobStatus.Starting);
                Phase(book, job, plan.Starting);
                break;
            case ServiceJobStatus.Starting:
                job.StartedAt = book.Now;
                book.Move(job, ServiceJobStatus.Running);
                Phase(book, job, Least(plan.Running, job.Timeout, plan.PreemptAfter));
                break;
            case ServiceJobStatus.Running when plan.PreemptAfter is { } after && after <= plan.Running && !(job.Timeout < after):
                Stop(book, job, ServiceStop.PreemptedByRule);
                break;
            case ServiceJobStatus.Running when job.Timeout < plan.Running:
                Stop(book, job, ServiceStop.TimedOut);
                break;
            case ServiceJobStatus.Running:
                End(book, job, plan.Failure);
                break;
        }
    }

    /// <summary>TerminateServiceJob: ends a job at once where it waits, else asks the service to stop it.</summary>
    public static void Terminate(ServiceBook book, ServiceJob job, string reason)
    {
        if (job.Status.IsTerminal)
        {
            return;
        }

        job.IsTerminated = true;
        job.StopReason ??= reason;
        book.Touch(job);
        if (job.Status.HoldsCapacity)
        {
            // Also where it is being preempted: then it is not queued again.
            Stop(book, job, ServiceStop.Terminated);
        }
        else
        {
            book.Move(job, ServiceJobStatus.Failed, job.StopReason);
        }
    }

    /// <summary>Ends a job for the queue's own reasons.</summary>
    public static void GiveUp(ServiceBook book, ServiceJob job, string reason)
    {
        job.StopReason ??= reason;
        book.Touch(job);
        if (job.Status.HoldsCapacity)
        {
            Stop(book, job, ServiceStop.Terminated);
        }
        else if (!job.Status.IsTerminal)
        {
            book.Move(job, ServiceJobStatus.Failed, reason);
        }
    }

    public static void Stop(ServiceBook book, ServiceJob job, ServiceStop cause)
    {
        if (job.IsStopping)
        {
            return;
        }

        job.Stop = cause;
        if (IsPreemption(cause))
        {
            job.StatusReason = ServiceReasons.Preemption(cause);
            book.Tell(job, ServiceEventKind.PreemptionStarted);
        }

        if (book.IsReal)
        {
            book.Stops.Add(ServiceRuns.TaskOf(job));
            book.Touch(job);
        }
        else
        {
            Phase(book, job, StopTime);
        }
    }

    /// <summary>Sets the timer of the phase that was under way when the engine stopped: the service went on meanwhile.</summary>
    public static void Resume(ServiceBook book, ServiceJob job)
    {
        if (job.Status.HoldsCapacity)
        {
            book.Timers.Set(job, book.Steady + Math.Max(0, job.PhaseEndsAt - book.Now));
        }
    }

    /// <param name="failure">The service's failure reason; <c>null</c> where the attempt succeeded or was stopped.</param>
    public static void End(ServiceBook book, ServiceJob job, string? failure)
    {
        book.Timers.Clear(job);
        var (stop, isPreempted) = (job.Stop, job.Stop is { } cause && IsPreemption(cause) && job.StopReason is null);
        job.Stop = null;
        var reason = stop switch
        {
            null => failure is null ? ServiceReasons.Completed : ServiceReasons.Failed(failure),
            _ when job.StopReason is { } given => given,
            ServiceStop.TimedOut => StatusReasons.TimedOut,
            var preempted => ServiceReasons.Preemption(preempted.Value),
        };
        var attempt = new ServiceAttempt(job.ResourceArn ?? "", job.StartedAt, book.Now, reason);
        if (isPreempted)
        {
            EndPreempted(book, job, attempt);

            return;
        }

        job.Attempts = [.. job.Attempts, attempt];
        if (stop is null && failure is null)
        {
            book.Move(job, ServiceJobStatus.Succeeded, reason);
        }
        else if (stop is null && job.Retry.Grants(job.Attempts.Count, new(reason, null, null)))
        {
            book.Move(job, ServiceJobStatus.Runnable);
        }
        else
        {
            book.Move(job, ServiceJobStatus.Failed, reason);
        }
    }

    // Inferred: a preempted attempt uses up a preemption retry, never one of retryStrategy.
    private static void EndPreempted(ServiceBook book, ServiceJob job, ServiceAttempt attempt)
    {
        job.PreemptedCount++;
        job.Preempted = [.. job.Preempted.TakeLast(RecentPreempted - 1), attempt];

        // AWS: with 0 retries the first preemption ends the job; unset, it is queued again without limit (user guide, preemption).
        if (job.PreemptedCount > job.Submitted.PreemptionConfiguration?.PreemptionRetriesBeforeTermination)
        {
            book.Move(job, ServiceJobStatus.Failed, ServiceReasons.NoPreemptionsLeft);
        }
        else
        {
            book.Move(job, ServiceJobStatus.Runnable);
        }

        book.Tell(job, ServiceEventKind.PreemptionCompleted);
    }

    // AWS: attempts that end for want of capacity are tried again and cost no retry (user guide, service job retries).
    private static void LackCapacity(ServiceBook book, ServiceJob job)
    {
        job.CapacityFailures++;
        book.Move(job, ServiceJobStatus.Runnable, ServiceReasons.CapacityText);
        ServiceBlockRules.LackCapacity(book, job);
    }

    public static void Phase(ServiceBook book, ServiceJob job, TimeSpan length)
    {
        job.PhaseEndsAt = book.Now + (long)length.TotalMilliseconds;
        book.Timers.Set(job, book.Steady + (long)length.TotalMilliseconds);
        book.Touch(job);
    }

    private static TimeSpan Least(TimeSpan first, params TimeSpan?[] others) => others.OfType<TimeSpan>().Append(first).Min();

    private static bool IsPreemption(ServiceStop cause) =>
        cause is ServiceStop.PreemptedAcrossShares or ServiceStop.PreemptedInShare or ServiceStop.PreemptedByRule;
}

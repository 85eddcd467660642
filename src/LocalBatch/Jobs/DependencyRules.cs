namespace LocalBatch.Jobs;

/// <summary>Who waits for whom, and what the end of a job means to those that wait.</summary>
internal static class DependencyRules
{
    /// <summary>Looks at a new job for the first time: it waits, it is ready, or it is lost already.</summary>
    public static void Accept(JobBook book, Job job)
    {
        var doomed = Link(book, job);
        if (job.Array is { } array)
        {
            book.Move(job, new JobEvent.Expanded());
            ArrayRules.Begin(book, job, array, doomed);
        }
        else
        {
            book.Move(job, new JobEvent.Accepted(WaitsForOthers: doomed || job.OpenDependencies > 0));
            if (doomed)
            {
                book.Move(job, new JobEvent.DependencyFailed(), StatusReasons.DependencyFailed);
            }
        }
    }

    /// <summary>Enters the job with those it waits for.</summary>
    /// <returns>Whether one of them has FAILED already.</returns>
    public static bool Link(JobBook book, Job job)
    {
        var doomed = false;
        foreach (var dependency in job.Spec.DependsOn)
        {
            // A null key is SEQUENTIAL within the array; N_TO_N is linked child by child, in ArrayRules.
            if (dependency is not { On: { } key, Type: not DependencyType.NToN } || ArrayRules.Materialise(book, key) is not { } target)
            {
                continue;
            }

            doomed |= target.Status == JobStatus.Failed;
            if (!target.Status.IsTerminal)
            {
                (target.Dependants ??= []).Add(job);
                job.OpenDependencies++;
            }
        }

        return doomed;
    }

    /// <summary>Carries on until nothing that ended in this turn has consequences left.</summary>
    public static void Settle(JobBook book)
    {
        while (book.TakeEnded() is { } ended)
        {
            foreach (var dependant in ended.Dependants ?? [])
            {
                dependant.OpenDependencies--;
                if (!dependant.Status.IsTerminal)
                {
                    OnEnd(book, dependant, ended.Status == JobStatus.Succeeded);
                }
            }

            ended.Dependants = null;
            if (ended.Parent is { Array: { } array } parent)
            {
                ArrayRules.OnChildEnd(book, parent, array, ended);
            }
        }
    }

    private static void OnEnd(JobBook book, Job dependant, bool succeeded)
    {
        if (dependant.Array is { } array)
        {
            ArrayRules.OnDependencyEnd(book, dependant, array, succeeded);
        }
        else if (dependant.Status == JobStatus.Pending)
        {
            Release(book, dependant, succeeded, isOpen: dependant.OpenDependencies == 0);
        }
    }

    /// <summary>What a PENDING job does when one it waited for has ended.</summary>
    /// <param name="isOpen">Whether that was the last.</param>
    public static void Release(JobBook book, Job job, bool succeeded, bool isOpen)
    {
        // AWS: a PENDING job is cancelled only once the jobs it waits for are over (API_CancelJob).
        if (job.StopReason is { } reason && (isOpen || !succeeded))
        {
            book.Move(job, new JobEvent.GivenUp(), reason);
        }
        else if (!succeeded)
        {
            book.Move(job, new JobEvent.DependencyFailed(), StatusReasons.DependencyFailed);
        }
        else if (isOpen)
        {
            book.Move(job, new JobEvent.DependenciesSucceeded());
        }
    }
}

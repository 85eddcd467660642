using LocalBatch.Scheduling;

namespace LocalBatch.Jobs;

/// <summary>Ends jobs that somebody does not want any more.</summary>
internal static class StopRules
{
    /// <summary>CancelJob: ends what has not been given to a host; leaves STARTING and RUNNING alone.</summary>
    public static void Cancel(JobBook book, JobKey key, string reason) => Stop(book, key, reason, terminate: false);

    /// <summary>TerminateJob: ends what is STARTING or RUNNING too.</summary>
    public static void Terminate(JobBook book, JobKey key, string reason) => Stop(book, key, reason, terminate: true);

    /// <summary>Ends the jobs of a queue that is being deleted; those that run are asked to end.</summary>
    public static void Empty(JobBook book, JobQueue queue)
    {
        foreach (var job in queue.Live.ToList())
        {
            EndForDeletion(book, job);
        }

        DependencyRules.Settle(book);
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
            case { Current: { Stop: null } attempt }:
                job.StopReason = StatusReasons.QueueDeleted;
                book.Touch(job);
                AttemptRules.Stop(book, attempt, AttemptStop.Terminated);
                break;
        }
    }
}

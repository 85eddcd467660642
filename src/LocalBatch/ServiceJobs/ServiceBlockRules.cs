using LocalBatch.Jobs;

namespace LocalBatch.ServiceJobs;

/// <summary>The head of a service queue that cannot run: it says why, the bus hears of it, and a rule of the queue may end it.</summary>
internal static class ServiceBlockRules
{
    /// <summary>Brings a queue's blocked head up to date.</summary>
    public static void Update(ServiceBook book, JobQueue queue, ServiceQueue services)
    {
        if (ServiceScheduler.Block(queue, services, book.Steady) is var (job, prefix, text))
        {
            if (services.Blocked is not { } blocked || blocked.Job != job || blocked.Prefix != prefix)
            {
                Unblock(book, services);
                Block(book, queue, services, job, prefix, text);
            }
        }
        else if (services.Blocked is { Prefix: not ServiceReasons.Capacity } or { Job.Status: not (ServiceJobStatus.Runnable or ServiceJobStatus.Scheduled) })
        {
            Unblock(book, services);
        }
    }

    /// <summary>An attempt found no capacity. From the first of them the queue's rule for it counts.</summary>
    // AWS: the time that a job spends waiting for capacity adds up over its attempts (user guide, jobs stuck in RUNNABLE due to capacity).
    public static void LackCapacity(ServiceBook book, ServiceJob job)
    {
        if (job.Queue is { Services: { } services } queue && services.Blocked?.Job != job)
        {
            Unblock(book, services);
            Block(book, queue, services, job, ServiceReasons.Capacity, ServiceReasons.CapacityText);
        }
    }

    /// <summary>Starts the clock of the queue's rule for the reason its head is blocked by.</summary>
    public static void Arm(ServiceBook book, JobQueue queue)
    {
        if (queue.Services?.Blocked is not { } blocked)
        {
            return;
        }

        book.Timers.Clear(blocked);
        if (queue.TimeLimits.FirstOrDefault(limit => limit.Reason == blocked.Prefix) is { } limit)
        {
            book.Timers.Set(blocked, blocked.Since + (long)limit.MaxTime.TotalMilliseconds);
        }
    }

    /// <summary>The head has been blocked for as long as its queue allows.</summary>
    public static void LimitReached(ServiceBook book, ServiceBlock blocked) =>
        ServiceJobRules.GiveUp(book, blocked.Job, ServiceReasons.TimeLimitReached(blocked.Prefix));

    private static void Block(ServiceBook book, JobQueue queue, ServiceQueue services, ServiceJob job, string prefix, string text)
    {
        job.StatusReason = text;
        services.Blocked = new(job, prefix, text, book.Steady);
        book.Touch(job);
        book.Tell(job, ServiceEventKind.QueueBlocked);
        Arm(book, queue);
    }

    private static void Unblock(ServiceBook book, ServiceQueue services)
    {
        if (services.Blocked is not { } blocked)
        {
            return;
        }

        book.Timers.Clear(blocked);
        services.Blocked = null;
        if (blocked.Job.Status == ServiceJobStatus.Runnable)
        {
            blocked.Job.StatusReason = null;
            book.Touch(blocked.Job);
        }
    }
}

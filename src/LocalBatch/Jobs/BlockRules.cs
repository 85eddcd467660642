namespace LocalBatch.Jobs;

/// <summary>The head of a queue that cannot run: it says why, the bus hears of it, and a rule of the queue may end it.</summary>
internal static class BlockRules
{
    /// <summary>Brings every queue's blocked head up to date with what the scheduler found.</summary>
    public static void Update(JobBook book, IEnumerable<JobQueue> queues, IReadOnlyList<WaitingHead> waiting)
    {
        var reasons = waiting.Where(head => head.Reason is not null).ToDictionary(head => head.Queue);
        foreach (var queue in queues)
        {
            if (!reasons.TryGetValue(queue, out var head) || head.Reason is not { } reason)
            {
                Unblock(book, queue);
                continue;
            }

            var job = head is { RestIndex: >= 0 and var index, Job: { Array: { } array } parent }
                ? ArrayRules.Materialise(book, parent, array, index)
                : head.Job;
            if (queue.Blocked is not { } blocked || blocked.Job != job || blocked.Reason != reason)
            {
                Unblock(book, queue);
                Block(book, queue, job, reason);
            }
        }
    }

    /// <summary>Starts the clock of the queue's rule for the reason its head is blocked by.</summary>
    public static void Arm(JobBook book, JobQueue queue)
    {
        if (queue.Blocked is not { } blocked)
        {
            return;
        }

        book.Timers.Clear(blocked);
        if (queue.TimeLimits.FirstOrDefault(limit => limit.Reason == blocked.Reason.Prefix) is { } limit)
        {
            book.Timers.Set(blocked, blocked.Since + (long)limit.MaxTime.TotalMilliseconds);
        }
    }

    /// <summary>The head has been blocked for as long as its queue allows.</summary>
    public static void LimitReached(JobBook book, BlockedHead blocked)
    {
        if (blocked.Job.Status == JobStatus.Runnable)
        {
            book.Move(blocked.Job, new JobEvent.GivenUp(), StatusReasons.TimeLimitReached(blocked.Reason.Prefix));
            DependencyRules.Settle(book);
        }
    }

    private static void Block(JobBook book, JobQueue queue, Job job, BlockingReason reason)
    {
        job.StatusReason = reason.Text;
        queue.Blocked = new(job, reason, book.Steady);
        book.Touch(job);
        book.AnnounceBlocked(job);
        Arm(book, queue);
    }

    private static void Unblock(JobBook book, JobQueue queue)
    {
        if (queue.Blocked is not { } blocked)
        {
            return;
        }

        book.Timers.Clear(blocked);
        queue.Blocked = null;
        if (blocked.Job.Status == JobStatus.Runnable)
        {
            blocked.Job.StatusReason = null;
            book.Touch(blocked.Job);
        }
    }
}

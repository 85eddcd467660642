using LocalBatch.Jobs;

namespace LocalBatch.ServiceJobs;

/// <summary>The part of a turn that is about service jobs: decides until nothing is left to do.</summary>
internal static class ServiceTurn
{
    public static void Run(ServiceBook book, Arns arns, IEnumerable<JobQueue> queues)
    {
        while (book.MayDispatch)
        {
            book.MayDispatch = false;
            foreach (var queue in queues.Where(queue => !queue.IsGone).OrderByDescending(queue => queue.Priority).ThenBy(queue => queue.Id))
            {
                if (queue.Services is { } services)
                {
                    Dispatch(book, arns, queue, services);
                    ServiceBlockRules.Update(book, queue, services);
                }
            }
        }
    }

    private static void Dispatch(ServiceBook book, Arns arns, JobQueue queue, ServiceQueue services)
    {
        while (ServiceScheduler.Decide(queue, services, book.Steady) is { } decision)
        {
            switch (decision)
            {
                case ServiceDecision.Dispatch(var job):
                    ServiceJobRules.Dispatch(book, arns, job);
                    break;
                case ServiceDecision.Preempt(var jobs, var cause):
                    foreach (var job in jobs)
                    {
                        ServiceJobRules.Stop(book, job, cause);
                    }

                    break;
            }
        }
    }
}

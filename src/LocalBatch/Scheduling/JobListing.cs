using LocalBatch.Jobs;

namespace LocalBatch.Scheduling;

/// <summary>Reads a queue's jobs newest first, from any point on, without looking at those before it.</summary>
internal static class JobListing
{
    extension(JobQueue queue)
    {
        /// <param name="before">Only jobs with a lower sequence.</param>
        public IEnumerable<Job> NewestFirst(JobStatus status, long before)
        {
            var jobs = queue.InStatus(status);

            return jobs.Count == 0 ? [] : Below(jobs, before);
        }

        /// <summary>Jobs of every status, merged.</summary>
        public IEnumerable<Job> NewestFirst(long before)
        {
            var heads = new PriorityQueue<IEnumerator<Job>, long>();
            for (var status = 0; status < JobStatus.Count; status++)
            {
                Push(queue.NewestFirst((JobStatus)status, before).GetEnumerator());
            }

            while (heads.TryDequeue(out var head, out _))
            {
                yield return head.Current;
                Push(head);
            }

            void Push(IEnumerator<Job> head)
            {
                if (head.MoveNext())
                {
                    heads.Enqueue(head, -head.Current.Spec.Sequence);
                }
            }
        }
    }

    /// <summary>Newest first.</summary>
    /// <param name="jobs">By submission.</param>
    /// <param name="before">Only jobs with a lower sequence.</param>
    public static IEnumerable<Job> Below(SortedSet<Job> jobs, long before)
    {
        if (jobs.Max is not { } newest || jobs.Min is not { } oldest || oldest.Spec.Sequence >= before)
        {
            return [];
        }

        return newest.Spec.Sequence < before
            ? jobs.Reverse()
            : jobs.GetViewBetween(oldest, JobOrder.JustBelow(before, newest)).Reverse();
    }
}

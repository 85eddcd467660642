using Amazon.Batch;
using Amazon.Batch.Model;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Jobs;

/// <summary>The job queues that there are.</summary>
internal interface IQueueNames
{
    Task<IReadOnlyList<string>> AllAsync(CancellationToken cancellation);
}

/// <summary>As AWS Batch has them.</summary>
internal sealed class BatchQueueNames(IAmazonBatch batch) : IQueueNames
{
    // AWS: up to 100 a call (API_DescribeJobQueues).
    private const int PageSize = 100;

    public async Task<IReadOnlyList<string>> AllAsync(CancellationToken cancellation)
    {
        var names = new List<string>();
        var request = new DescribeJobQueuesRequest { MaxResults = PageSize };
        do
        {
            var answer = await batch.DescribeJobQueuesAsync(request, cancellation);
            names.AddRange((answer.JobQueues ?? []).Select(queue => queue.JobQueueName));
            request.NextToken = answer.NextToken;
        }
        while (request.NextToken is not null);

        return names;
    }
}

/// <summary>Tells a queue that there is not from one that there is.</summary>
internal static class QueueNames
{
    /// <summary>So many queues are told by name where none is near.</summary>
    private const int MostNamed = 8;

    extension(IQueueNames queues)
    {
        /// <param name="jobQueue">Name or ARN.</param>
        /// <returns>A sentence with what was meant, or what there is; <c>null</c> where AWS Batch has the queue.</returns>
        public async Task<string?> WhatIsWrongAsync(string jobQueue, CancellationToken cancellation)
        {
            var name = ResourceName.Of(jobQueue);
            var known = await queues.AllAsync(cancellation);
            if (known.Contains(name))
            {
                return null;
            }

            var guess = Closest.Question(name, known);

            return guess.Length == 0 && known.Count is > 0 and <= MostNamed
                ? $"There is no job queue '{name}'. There are {string.Join(", ", known)}."
                : $"There is no job queue '{name}'.{guess}";
        }
    }
}

/// <summary>Lists jobs by a filter that may name a queue that there is not: who has mistyped it is told, and not shown nothing.</summary>
internal sealed class FilteredJobs(IJobStore jobs, IQueueNames queues)
{
    /// <param name="place">Where the filter stands in the request, for an error.</param>
    /// <exception cref="ProblemException">Neither AWS Batch has such a queue, nor has a job been heard of in one.</exception>
    public async Task<JobPage> ListAsync(JobQuery query, string place, CancellationToken cancellation)
    {
        var page = await jobs.ListAsync(query, cancellation);

        // Asked only where nothing was found: a queue that is gone may have jobs in the table.
        return page is { Jobs.Count: 0, Next: null } && query is { JobQueue: { } queue, After: null } && await UnknownAsync(queue, cancellation) is { } wrong
            ? throw new ProblemException(Problem.BadRequest("The filter is wrong.", new InputError($"{place}jobQueue", wrong)))
            : page;
    }

    private async Task<string?> UnknownAsync(string jobQueue, CancellationToken cancellation)
    {
        var heardOf = await jobs.ListAsync(new JobQuery { JobQueue = jobQueue, Limit = 1 }, cancellation) is { Jobs.Count: > 0 };

        return heardOf ? null : await queues.WhatIsWrongAsync(jobQueue, cancellation);
    }
}

/// <summary>A queue that was told to be blocked.</summary>
/// <param name="JobQueue">Its ARN or name.</param>
/// <param name="HeadJobId">The job that blocks it; the reason is in that job's record.</param>
/// <param name="At">When it was told.</param>
internal sealed record BlockedQueue(string JobQueue, string HeadJobId, DateTimeOffset At);

/// <summary>Which job was last told to block which queue. Whether it still does, its record says.</summary>
internal interface IBlockedQueues
{
    /// <summary>Notes the head of a blocked queue; what was told later stays.</summary>
    Task RecordAsync(BlockedQueue queue, CancellationToken cancellation);

    /// <param name="jobQueue">ARN or name.</param>
    Task<BlockedQueue?> FindAsync(string jobQueue, CancellationToken cancellation);
}

/// <summary>
/// Finds the job that others wait behind. A blocked queue may hold a hundred thousand jobs, so none of them is written to:
/// whoever asks for one looks at its queue's head.
/// </summary>
internal sealed class QueueHeads(IBlockedQueues queues, IJobStore jobs)
{
    /// <returns>
    /// The blocked head of the queue that the job waits in; <c>null</c> where the job does not wait, is blocked itself, or the
    /// head has moved on since.
    /// </returns>
    public async Task<JobRecord?> BlockingAsync(JobRecord job, CancellationToken cancellation) =>
        job is { Status: JobStatus.Runnable, IsBlocked: false }
        && await queues.FindAsync(job.JobQueue, cancellation) is { } queue
        && await jobs.FindAsync(queue.HeadJobId, cancellation) is { IsBlocked: true } head
            ? head
            : null;
}

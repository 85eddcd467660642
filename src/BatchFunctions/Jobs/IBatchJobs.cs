using Amazon.Batch.Model;

namespace BatchFunctions.Jobs;

/// <summary>AWS Batch as the job handlers use it.</summary>
internal interface IBatchJobs
{
    /// <summary>Sends SubmitJob once, whatever the client under it would like: a repetition would be a second job.</summary>
    /// <param name="request">The SubmitJob body.</param>
    /// <param name="token">Goes with the job as a tag.</param>
    Task<SubmitReply> SubmitAsync(string request, string token, CancellationToken cancellation);

    /// <summary>Looks for the job that carries a token.</summary>
    /// <param name="mostCalls">Calls of AWS Batch after which it pauses, at least two.</param>
    Task<Finding> FindAsync(LookUp sought, int mostCalls, CancellationToken cancellation);

    /// <summary>What AWS Batch knows of the jobs; unknown ids are left out.</summary>
    Task<IReadOnlyList<JobDetail>> DescribeAsync(IReadOnlyList<string> jobIds, CancellationToken cancellation);

    /// <summary>Ids of the FAILED children of an array job.</summary>
    Task<IReadOnlyList<string>> FailedChildrenAsync(string arrayJobId, CancellationToken cancellation);

    /// <summary>Cancels a job. A repetition finds it FAILED, or on its way there, and AWS Batch leaves it so.</summary>
    Task CancelAsync(string jobId, string reason, CancellationToken cancellation);

    /// <summary>Terminates a job. A repetition finds it FAILED, or on its way there, and AWS Batch leaves it so.</summary>
    Task TerminateAsync(string jobId, string reason, CancellationToken cancellation);

    /// <summary>Cancels up to 50 jobs; a repetition does to each what that of a single call does.</summary>
    /// <returns>The ids that could not be, with why.</returns>
    Task<IReadOnlyDictionary<string, string>> CancelAsync(IReadOnlyList<string> jobIds, string reason, CancellationToken cancellation);

    /// <summary>Terminates up to 50 jobs; a repetition does to each what that of a single call does.</summary>
    /// <returns>The ids that could not be, with why.</returns>
    Task<IReadOnlyDictionary<string, string>> TerminateAsync(IReadOnlyList<string> jobIds, string reason, CancellationToken cancellation);
}

/// <summary>How AWS Batch answered one SubmitJob.</summary>
internal abstract record SubmitReply
{
    private SubmitReply()
    {
    }

    internal sealed record Accepted(string JobId) : SubmitReply;

    /// <summary>The caller is wrong; trying again is of no use.</summary>
    internal sealed record Refused(string Reason) : SubmitReply;

    /// <summary>Not taken: too many requests.</summary>
    internal sealed record Throttled(string Reason) : SubmitReply;

    /// <summary>Perhaps taken: no answer, or a fault of the service.</summary>
    internal sealed record Unheard(string Reason) : SubmitReply;
}

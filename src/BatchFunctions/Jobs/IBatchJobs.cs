using Amazon.Batch.Model;

namespace BatchFunctions.Jobs;

/// <summary>AWS Batch as the job handlers use it.</summary>
internal interface IBatchJobs
{
    /// <summary>Calls SubmitJob once, never again by itself: a repetition would be a second job.</summary>
    /// <param name="request">The SubmitJob body.</param>
    /// <param name="token">Goes with the job as a tag.</param>
    Task<SubmitReply> SubmitAsync(string request, string token, CancellationToken cancellation);

    /// <summary>The job that carries the token, among those of that name in that queue.</summary>
    /// <param name="since">Jobs created well before are not looked at.</param>
    Task<string?> FindByTokenAsync(string jobQueue, string jobName, string token, DateTimeOffset since, CancellationToken cancellation);

    /// <summary>What AWS Batch knows of the jobs; unknown ids are left out.</summary>
    Task<IReadOnlyList<JobDetail>> DescribeAsync(IReadOnlyList<string> jobIds, CancellationToken cancellation);

    /// <summary>Ids of the FAILED children of an array job.</summary>
    Task<IReadOnlyList<string>> FailedChildrenAsync(string arrayJobId, CancellationToken cancellation);

    Task CancelAsync(string jobId, string reason, CancellationToken cancellation);

    Task TerminateAsync(string jobId, string reason, CancellationToken cancellation);

    /// <summary>Cancels up to 50 jobs.</summary>
    /// <returns>The ids that could not be, with why.</returns>
    Task<IReadOnlyDictionary<string, string>> CancelAsync(IReadOnlyList<string> jobIds, string reason, CancellationToken cancellation);

    /// <summary>Terminates up to 50 jobs.</summary>
    /// <returns>The ids that could not be, with why.</returns>
    Task<IReadOnlyDictionary<string, string>> TerminateAsync(IReadOnlyList<string> jobIds, string reason, CancellationToken cancellation);
}

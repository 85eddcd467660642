using Amazon.Batch.Model;
using BatchFunctions.Jobs;

namespace BatchFunctions.Tests.Doubles;

/// <summary>An AWS Batch that answers some calls otherwise than the one inside.</summary>
internal abstract class BatchJobsDecorator(IBatchJobs inner) : IBatchJobs
{
    public virtual Task<SubmitReply> SubmitAsync(string request, string token, CancellationToken cancellation) => inner.SubmitAsync(request, token, cancellation);

    public virtual Task<Finding> FindAsync(LookUp sought, int mostCalls, CancellationToken cancellation) => inner.FindAsync(sought, mostCalls, cancellation);

    public virtual Task<IReadOnlyList<JobDetail>> DescribeAsync(IReadOnlyList<string> jobIds, CancellationToken cancellation) =>
        inner.DescribeAsync(jobIds, cancellation);

    public virtual Task<IReadOnlyList<string>> FailedChildrenAsync(string arrayJobId, CancellationToken cancellation) =>
        inner.FailedChildrenAsync(arrayJobId, cancellation);

    public virtual Task CancelAsync(string jobId, string reason, CancellationToken cancellation) => inner.CancelAsync(jobId, reason, cancellation);

    public virtual Task TerminateAsync(string jobId, string reason, CancellationToken cancellation) => inner.TerminateAsync(jobId, reason, cancellation);

    public virtual Task<IReadOnlyDictionary<string, string>> CancelAsync(IReadOnlyList<string> jobIds, string reason, CancellationToken cancellation) =>
        inner.CancelAsync(jobIds, reason, cancellation);

    public virtual Task<IReadOnlyDictionary<string, string>> TerminateAsync(IReadOnlyList<string> jobIds, string reason, CancellationToken cancellation) =>
        inner.TerminateAsync(jobIds, reason, cancellation);
}

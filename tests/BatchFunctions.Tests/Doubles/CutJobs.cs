using BatchFunctions.Jobs;

namespace BatchFunctions.Tests.Doubles;

/// <summary>A store of jobs whose effects can be cut.</summary>
internal sealed class CutJobs(IJobStore inner, CutPoint cut) : IJobStore
{
    public Task<JobRecord?> FindAsync(string jobId, CancellationToken cancellation) => inner.FindAsync(jobId, cancellation);

    public Task RecordSubmissionAsync(SubmittedJob job, CancellationToken cancellation) =>
        cut.AroundAsync(() => inner.RecordSubmissionAsync(job, cancellation));

    public Task<bool> AdvanceAsync(JobChange change, CancellationToken cancellation) =>
        cut.AroundAsync(() => inner.AdvanceAsync(change, cancellation));

    public Task<bool> MarkBlockedAsync(JobChange change, CancellationToken cancellation) =>
        cut.AroundAsync(() => inner.MarkBlockedAsync(change, cancellation));

    public Task RecordDecisionAsync(string jobId, string decision, string why, CancellationToken cancellation) =>
        cut.AroundAsync(() => inner.RecordDecisionAsync(jobId, decision, why, cancellation));

    public Task TakeBackResubmissionAsync(string jobId, string why, CancellationToken cancellation) =>
        cut.AroundAsync(() => inner.TakeBackResubmissionAsync(jobId, why, cancellation));

    public Task MarkHandledAsync(string jobId, CancellationToken cancellation) =>
        cut.AroundAsync(() => inner.MarkHandledAsync(jobId, cancellation));

    public Task LinkResubmissionAsync(string failedJobId, string jobId, CancellationToken cancellation) =>
        cut.AroundAsync(() => inner.LinkResubmissionAsync(failedJobId, jobId, cancellation));

    public Task<IReadOnlyDictionary<JobStatus, int>> CountAsync(string submissionId, CancellationToken cancellation) =>
        inner.CountAsync(submissionId, cancellation);

    public Task RecordFailedChildAsync(FailedChild child, CancellationToken cancellation) =>
        cut.AroundAsync(() => inner.RecordFailedChildAsync(child, cancellation));

    public Task<IReadOnlyList<FailedChild>> FailedChildrenAsync(string jobId, CancellationToken cancellation) =>
        inner.FailedChildrenAsync(jobId, cancellation);

    public Task<JobPage> ListAsync(JobQuery query, CancellationToken cancellation) => inner.ListAsync(query, cancellation);
}

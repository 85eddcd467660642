using BatchFunctions.Jobs;

namespace BatchFunctions.Tests.Doubles;

/// <summary>A store of jobs whose effects can be cut.</summary>
internal sealed class CutJobs(IJobStore inner, CutPoint cut) : IJobStore
{
    public Task<JobRecord?> FindAsync(string jobId, CancellationToken cancellation) => inner.FindAsync(jobId, cancellation);

    public Task RecordSubmissionAsync(SubmittedJob job, CancellationToken cancellation) =>
        cut.AroundAsync(() => inner.RecordSubmissionAsync(job, cancellation));

    public Task<JobRecord?> AdvanceAsync(JobChange change, CancellationToken cancellation) =>
        cut.AroundAsync(() => inner.AdvanceAsync(change, cancellation));

    public Task<bool> MarkBlockedAsync(JobChange change, CancellationToken cancellation) =>
        cut.AroundAsync(() => inner.MarkBlockedAsync(change, cancellation));

    public Task<JobRecord?> RecordDecisionAsync(
        string jobId, string decision, string why, StoredVerdict verdict, DateTimeOffset at, CancellationToken cancellation) =>
        cut.AroundAsync(() => inner.RecordDecisionAsync(jobId, decision, why, verdict, at, cancellation));

    public Task<JobRecord?> TakeBackResubmissionAsync(string jobId, string token, string why, CancellationToken cancellation) =>
        cut.AroundAsync(() => inner.TakeBackResubmissionAsync(jobId, token, why, cancellation));

    public Task<SuccessorClaim?> ClaimSuccessorAsync(string failedJobId, string token, DateTimeOffset at, CancellationToken cancellation) =>
        cut.AroundAsync(() => inner.ClaimSuccessorAsync(failedJobId, token, at, cancellation));

    public Task<SuccessorClaim?> FindSuccessorAsync(string failedJobId, CancellationToken cancellation) =>
        inner.FindSuccessorAsync(failedJobId, cancellation);

    public Task ReplaceSuccessorAsync(
        string failedJobId, SuccessorClaim seen, string token, DateTimeOffset at, CancellationToken cancellation) =>
        cut.AroundAsync(() => inner.ReplaceSuccessorAsync(failedJobId, seen, token, at, cancellation));

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

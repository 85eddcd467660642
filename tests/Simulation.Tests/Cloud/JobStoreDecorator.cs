using BatchFunctions.Jobs;

namespace Simulation.Tests.Cloud;

/// <summary>A store of jobs that does one thing otherwise than the one inside.</summary>
internal abstract class JobStoreDecorator(IJobStore inner) : IJobStore
{
    protected IJobStore Inner => inner;

    public virtual Task<JobRecord?> FindAsync(string jobId, CancellationToken cancellation) => inner.FindAsync(jobId, cancellation);

    public virtual Task RecordSubmissionAsync(SubmittedJob job, CancellationToken cancellation) => inner.RecordSubmissionAsync(job, cancellation);

    public virtual Task<JobRecord?> AdvanceAsync(JobChange change, CancellationToken cancellation) => inner.AdvanceAsync(change, cancellation);

    public virtual Task<bool> MarkBlockedAsync(JobChange change, CancellationToken cancellation) => inner.MarkBlockedAsync(change, cancellation);

    public virtual Task<JobRecord?> RecordDecisionAsync(
        string jobId, string decision, string why, StoredVerdict verdict, DateTimeOffset at, CancellationToken cancellation) =>
        inner.RecordDecisionAsync(jobId, decision, why, verdict, at, cancellation);

    public virtual Task<JobRecord?> TakeBackResubmissionAsync(string jobId, string token, string why, CancellationToken cancellation) =>
        inner.TakeBackResubmissionAsync(jobId, token, why, cancellation);

    public virtual Task<SuccessorClaim?> ClaimSuccessorAsync(string failedJobId, string token, DateTimeOffset at, CancellationToken cancellation) =>
        inner.ClaimSuccessorAsync(failedJobId, token, at, cancellation);

    public virtual Task<SuccessorClaim?> FindSuccessorAsync(string failedJobId, CancellationToken cancellation) =>
        inner.FindSuccessorAsync(failedJobId, cancellation);

    public virtual Task ReplaceSuccessorAsync(
        string failedJobId, SuccessorClaim seen, string token, DateTimeOffset at, CancellationToken cancellation) =>
        inner.ReplaceSuccessorAsync(failedJobId, seen, token, at, cancellation);

    public virtual Task MarkHandledAsync(string jobId, CancellationToken cancellation) => inner.MarkHandledAsync(jobId, cancellation);

    public virtual Task LinkResubmissionAsync(string failedJobId, string jobId, CancellationToken cancellation) =>
        inner.LinkResubmissionAsync(failedJobId, jobId, cancellation);

    public virtual Task RecordFailedChildAsync(FailedChild child, CancellationToken cancellation) => inner.RecordFailedChildAsync(child, cancellation);

    public virtual Task<IReadOnlyList<FailedChild>> FailedChildrenAsync(string jobId, CancellationToken cancellation) =>
        inner.FailedChildrenAsync(jobId, cancellation);

    public virtual Task<IReadOnlyDictionary<JobStatus, int>> CountAsync(string submissionId, CancellationToken cancellation) =>
        inner.CountAsync(submissionId, cancellation);

    public virtual Task<JobPage> ListAsync(JobQuery query, CancellationToken cancellation) => inner.ListAsync(query, cancellation);
}

using System.Text.Json;
using Amazon.Batch.Model;
using BatchFunctions.Lambda;

namespace BatchFunctions.Jobs;

/// <summary>
/// Counts what is written of jobs. The record comes first; that a job is all done about comes after its count, so that who is
/// interrupted in between is made to come again, by the event or by the sweep.
/// </summary>
internal sealed class CountedJobs(IJobStore inner, ISubmissionCounts counts) : IJobStore
{
    public Task<JobRecord?> FindAsync(string jobId, CancellationToken cancellation) => inner.FindAsync(jobId, cancellation);

    public Task<JobRecord?> FindBareAsync(string jobId, CancellationToken cancellation) => inner.FindBareAsync(jobId, cancellation);

    public Task<IReadOnlyList<JobRecord>> FindManyAsync(IReadOnlyCollection<string> jobIds, CancellationToken cancellation) =>
        inner.FindManyAsync(jobIds, cancellation);

    /// <summary>
    /// An event may have been faster, so that the job is counted as it stands: one that was decided about outside of the submission
    /// takes what stands in for it along. A repetition reads the same and notes the same.
    /// </summary>
    public async Task RecordSubmissionAsync(SubmittedJob job, CancellationToken cancellation)
    {
        await inner.RecordSubmissionAsync(job, cancellation);
        // A resubmission may have been taken along, and whoever did so may have died before counting it.
        if ((SubmissionPlace.Of(job.Request) is not null || job.Request.ResubmitOf is not null)
            && await inner.FindBareAsync(job.JobId, cancellation) is { } record && SubmissionPlace.Of(record) is { } place)
        {
            await (record is { Status: JobStatus.Failed, Verdict: not null } ? TakeAlongAsync(record, place, cancellation) : CountAsync(record, cancellation));
        }
    }

    /// <summary>Also for news that change nothing: who brought them first may have died before counting.</summary>
    public async Task<JobRecord?> AdvanceAsync(JobChange change, CancellationToken cancellation)
    {
        var moved = await inner.AdvanceAsync(change, cancellation);
        await CountAsync(moved ?? await inner.FindBareAsync(change.JobId, cancellation), cancellation);

        return moved;
    }

    public Task<bool> MarkBlockedAsync(JobChange change, CancellationToken cancellation) => inner.MarkBlockedAsync(change, cancellation);

    public Task<JobRecord?> RecordDecisionAsync(
        string jobId, string decision, string why, StoredVerdict verdict, DateTimeOffset at, CancellationToken cancellation) =>
        inner.RecordDecisionAsync(jobId, decision, why, verdict, at, cancellation);

    public Task<JobRecord?> TakeBackResubmissionAsync(string jobId, string token, string why, CancellationToken cancellation) =>
        inner.TakeBackResubmissionAsync(jobId, token, why, cancellation);

    public Task<SuccessorClaim?> ClaimSuccessorAsync(string failedJobId, string token, DateTimeOffset at, CancellationToken cancellation) =>
        inner.ClaimSuccessorAsync(failedJobId, token, at, cancellation);

    public Task<SuccessorClaim?> FindSuccessorAsync(string failedJobId, CancellationToken cancellation) => inner.FindSuccessorAsync(failedJobId, cancellation);

    public Task ReplaceSuccessorAsync(string failedJobId, SuccessorClaim seen, string token, DateTimeOffset at, CancellationToken cancellation) =>
        inner.ReplaceSuccessorAsync(failedJobId, seen, token, at, cancellation);

    /// <summary>What stands in for the job is awaited before the job itself is over for good: in no moment does all seem to be over.</summary>
    public async Task MarkHandledAsync(string jobId, CancellationToken cancellation)
    {
        if (await inner.FindBareAsync(jobId, cancellation) is { Status: JobStatus.Failed } job && SubmissionPlace.Of(job) is { } place)
        {
            await counts.MarkAsync([.. Successors(job, place).Select(next => new SubmissionMark(next, Standing.Awaited))], cancellation);
            await counts.MarkAsync([new(place, Standing.FailedForGood)], cancellation);
        }

        await inner.MarkHandledAsync(jobId, cancellation);
    }

    /// <summary>
    /// The failed job may have got its place after the request that stands in for it was made. Who gives it one looks for the link
    /// afterwards, and who links looks for the place: one of the two sees the other. What has a place is left as it is.
    /// </summary>
    public async Task LinkResubmissionAsync(string failedJobId, string jobId, CancellationToken cancellation)
    {
        await inner.LinkResubmissionAsync(failedJobId, jobId, cancellation);
        if (await inner.FindBareAsync(ArrayChild.Parse(failedJobId) is var (arrayId, _) ? arrayId : failedJobId, cancellation) is { SubmissionId: not null } failed
            && await inner.FindBareAsync(jobId, cancellation) is { SubmissionId: null })
        {
            await JoinAsync(failed, failedJobId, jobId, cancellation);
        }
    }

    public Task RecordFailedChildAsync(FailedChild child, CancellationToken cancellation) => inner.RecordFailedChildAsync(child, cancellation);

    public Task<IReadOnlyList<FailedChild>> FailedChildrenAsync(string jobId, CancellationToken cancellation) => inner.FailedChildrenAsync(jobId, cancellation);

    public Task<IReadOnlyDictionary<JobStatus, int>> CountAsync(string submissionId, CancellationToken cancellation) => inner.CountAsync(submissionId, cancellation);

    public Task<JobPage> ListAsync(JobQuery query, CancellationToken cancellation) => inner.ListAsync(query, cancellation);

    private static IEnumerable<SubmissionPlace> Successors(JobRecord failed, SubmissionPlace place) =>
        (failed.Verdict?.Tries ?? []).SelectMany(next => next.Children is { } children
            ? IndexRanges.Read(children).Select(index => place with { Child = index, Try = place.Try + 1 })
            : [place with { Try = place.Try + 1 }]);

    /// <summary>
    /// Counts a job that was decided about before its place was known, and gives a place to what stands in for it, and so on. It is
    /// over for good at once, for whoever carries the decision out may not have seen the place. Interrupted, the message or the news
    /// that gave the place come again; then places that are given already are given again, and each mark is one of a set.
    /// </summary>
    private async Task TakeAlongAsync(JobRecord failed, SubmissionPlace place, CancellationToken cancellation)
    {
        // Of an array, the children are claimed and linked one by one.
        var children = failed.IsArrayOfFailures ? await inner.FailedChildrenAsync(failed.JobId, cancellation) : [];
        var taken = children.Where(child => IsTaken(child.JobId, child.Successor?.Token)).Select(child => (int?)child.Index).ToHashSet();
        var awaited = !failed.IsArrayOfFailures && IsTaken(failed.JobId, failed.SuccessorToken)
            ? []
            : Successors(failed, place).Where(next => !failed.IsArrayOfFailures || !taken.Contains(next.Child));
        await counts.MarkAsync([.. awaited.Select(next => new SubmissionMark(next, Standing.Awaited))], cancellation);
        await counts.MarkAsync([new(place, Standing.FailedForGood)], cancellation);

        if (failed is { IsArrayOfFailures: false, ResubmittedAs: { } successor })
        {
            await JoinAsync(failed, failed.JobId, successor, cancellation);
        }

        foreach (var child in children)
        {
            if (child.ResubmittedAs is { } childSuccessor)
            {
                await JoinAsync(failed, child.JobId, childSuccessor, cancellation);
            }
        }
    }

    /// <summary>Gives the job that the rules let stand in for a failed one its place: by the write that records it, whose repetition changes nothing.</summary>
    private async Task JoinAsync(JobRecord failed, string failedId, string jobId, CancellationToken cancellation)
    {
        if (await inner.FindAsync(jobId, cancellation) is { Token: { } token } job && token == FailureDecision.TokenOf(failedId))
        {
            await RecordSubmissionAsync(new SubmittedJob(jobId, SubmissionPlace.Placed(Request(job, token, failedId), failed), job.CreatedAt), cancellation);
        }
    }

    private static JobRequest Request(JobRecord job, string token, string failedId) => new()
    {
        Token = token,
        Body = job.Request ?? "{}",
        JobName = job.JobName,
        JobQueue = job.JobQueue,
        JobDefinition = job.JobDefinition ?? "",
        OnFailure = job.OnFailure,
        ArraySize = job.ArraySize,
        ResubmitOf = failedId,
        OriginalJobId = job.OriginalJobId,
        Resubmission = job.Resubmission,
    };

    /// <summary>Somebody asked for what stands in for the job: it is in no submission, and the request of the rules comes to nothing.</summary>
    private static bool IsTaken(string failedId, string? token) => token is not null && token != FailureDecision.TokenOf(failedId);

    private Task CountAsync(JobRecord? job, CancellationToken cancellation) =>
        job is not null && SubmissionPlace.Of(job) is { } place ? counts.MarkAsync([new(place, Standing.Of(job))], cancellation) : Task.CompletedTask;
}

/// <summary>Counts each job that AWS Batch takes, whichever way it came.</summary>
internal sealed class CountedSubmissions(IBatchJobs batch, Metrics metrics) : IBatchJobs
{
    public async Task<SubmitReply> SubmitAsync(string request, string token, CancellationToken cancellation)
    {
        var reply = await batch.SubmitAsync(request, token, cancellation);
        if (reply is SubmitReply.Accepted)
        {
            using var job = JsonDocument.Parse(request);
            metrics.Submitted(RequestRules.Text(job.RootElement, "jobQueue") ?? "");
        }

        return reply;
    }

    public Task<Finding> FindAsync(LookUp sought, int mostCalls, CancellationToken cancellation) => batch.FindAsync(sought, mostCalls, cancellation);

    public Task<IReadOnlyList<JobDetail>> DescribeAsync(IReadOnlyList<string> jobIds, CancellationToken cancellation) =>
        batch.DescribeAsync(jobIds, cancellation);

    public Task<IReadOnlyList<string>> FailedChildrenAsync(string arrayJobId, CancellationToken cancellation) =>
        batch.FailedChildrenAsync(arrayJobId, cancellation);

    public Task CancelAsync(string jobId, string reason, CancellationToken cancellation) => batch.CancelAsync(jobId, reason, cancellation);

    public Task TerminateAsync(string jobId, string reason, CancellationToken cancellation) => batch.TerminateAsync(jobId, reason, cancellation);

    public Task<IReadOnlyDictionary<string, string>> CancelAsync(IReadOnlyList<string> jobIds, string reason, CancellationToken cancellation) =>
        batch.CancelAsync(jobIds, reason, cancellation);

    public Task<IReadOnlyDictionary<string, string>> TerminateAsync(IReadOnlyList<string> jobIds, string reason, CancellationToken cancellation) =>
        batch.TerminateAsync(jobIds, reason, cancellation);
}

using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Submissions;
using BatchFunctions.Tracking;
using BatchFunctions.Wire;

namespace Simulation.Tests.Functions;

/// <summary>The intents, as far away as DynamoDB is.</summary>
internal sealed class GatedIntents(IIntentStore inner, Gate gate) : IIntentStore
{
    public Task<bool> CreateAsync(Intent intent, CancellationToken cancellation) =>
        gate.CallAsync($"creates intent {Short.Of(intent.Token)} of {intent.Request.JobName}", () => inner.CreateAsync(intent, cancellation));

    public Task<Intent?> FindAsync(string token, CancellationToken cancellation) =>
        gate.CallAsync($"reads intent {Short.Of(token)}", () => inner.FindAsync(token, cancellation), Short.Of);

    public Task<bool> LeaseAsync(Intent seen, string owner, DateTimeOffset until, CancellationToken cancellation) =>
        gate.CallAsync($"leases intent {Short.Of(seen.Token)}", () => inner.LeaseAsync(seen, owner, until, cancellation));

    public Task<bool> BeginAsync(string token, string owner, Doubt doubt, CancellationToken cancellation) =>
        gate.CallAsync($"begins intent {Short.Of(token)}", () => inner.BeginAsync(token, owner, doubt, cancellation));

    public Task PauseAsync(string token, string owner, string position, CancellationToken cancellation) =>
        gate.CallAsync($"pauses intent {Short.Of(token)}", () => inner.PauseAsync(token, owner, position, cancellation));

    public Task ReleaseAsync(string token, string owner, Doubt? doubt, CancellationToken cancellation) =>
        gate.CallAsync($"releases intent {Short.Of(token)}", () => inner.ReleaseAsync(token, owner, doubt, cancellation));

    public Task<Intent?> SettleAsync(string token, string jobId, CancellationToken cancellation) =>
        gate.CallAsync($"settles intent {Short.Of(token)} as {Short.Of(jobId)}", () => inner.SettleAsync(token, jobId, cancellation), Short.Of);

    public Task RefuseAsync(string token, string reason, CancellationToken cancellation) =>
        gate.CallAsync($"refuses intent {Short.Of(token)}", () => inner.RefuseAsync(token, reason, cancellation));

    public Task AbandonAsync(string token, DateTimeOffset at, CancellationToken cancellation) =>
        gate.CallAsync($"abandons intent {Short.Of(token)}", () => inner.AbandonAsync(token, at, cancellation));
}

/// <summary>The jobs, as far away as DynamoDB is.</summary>
internal sealed class GatedJobs(IJobStore inner, Gate gate) : IJobStore
{
    public Task<JobRecord?> FindAsync(string jobId, CancellationToken cancellation) =>
        gate.CallAsync($"reads job {Short.Of(jobId)}", () => inner.FindAsync(jobId, cancellation), Short.Of);

    public Task RecordSubmissionAsync(SubmittedJob job, CancellationToken cancellation) =>
        gate.CallAsync($"records job {Short.Of(job.JobId)}", () => inner.RecordSubmissionAsync(job, cancellation));

    public Task<JobRecord?> AdvanceAsync(JobChange change, CancellationToken cancellation) =>
        gate.CallAsync($"advances job {Short.Of(change.JobId)} to {change.Status.Name}", () => inner.AdvanceAsync(change, cancellation), moved => moved is null ? "False" : "True");

    public Task<bool> MarkBlockedAsync(JobChange change, CancellationToken cancellation) =>
        gate.CallAsync($"marks job {Short.Of(change.JobId)} blocked", () => inner.MarkBlockedAsync(change, cancellation));

    public Task<JobRecord?> RecordDecisionAsync(
        string jobId, string decision, string why, StoredVerdict verdict, DateTimeOffset at, CancellationToken cancellation) =>
        gate.CallAsync($"decides job {Short.Of(jobId)}: {decision}", () => inner.RecordDecisionAsync(jobId, decision, why, verdict, at, cancellation), Short.Of);

    public Task<JobRecord?> TakeBackResubmissionAsync(string jobId, string token, string why, CancellationToken cancellation) =>
        gate.CallAsync($"takes back the resubmission of {Short.Of(jobId)}", () => inner.TakeBackResubmissionAsync(jobId, token, why, cancellation), Short.Of);

    public Task<SuccessorClaim?> ClaimSuccessorAsync(string failedJobId, string token, DateTimeOffset at, CancellationToken cancellation) =>
        gate.CallAsync($"claims {Short.Of(failedJobId)} for {Short.Of(token)}", () => inner.ClaimSuccessorAsync(failedJobId, token, at, cancellation), Short.Of);

    public Task<SuccessorClaim?> FindSuccessorAsync(string failedJobId, CancellationToken cancellation) =>
        gate.CallAsync($"reads the successor of {Short.Of(failedJobId)}", () => inner.FindSuccessorAsync(failedJobId, cancellation), Short.Of);

    public Task ReplaceSuccessorAsync(
        string failedJobId, SuccessorClaim seen, string token, DateTimeOffset at, CancellationToken cancellation) =>
        gate.CallAsync(
            $"claims {Short.Of(failedJobId)} for {Short.Of(token)} instead of {Short.Of(seen.Token)}",
            () => inner.ReplaceSuccessorAsync(failedJobId, seen, token, at, cancellation));

    public Task MarkHandledAsync(string jobId, CancellationToken cancellation) =>
        gate.CallAsync($"marks job {Short.Of(jobId)} handled", () => inner.MarkHandledAsync(jobId, cancellation));

    public Task LinkResubmissionAsync(string failedJobId, string jobId, CancellationToken cancellation) =>
        gate.CallAsync($"links job {Short.Of(failedJobId)} to {Short.Of(jobId)}", () => inner.LinkResubmissionAsync(failedJobId, jobId, cancellation));

    public Task RecordFailedChildAsync(FailedChild child, CancellationToken cancellation) =>
        gate.CallAsync($"records failed child {Short.Of(child.ParentId)}:{child.Index}", () => inner.RecordFailedChildAsync(child, cancellation));

    public Task<IReadOnlyList<FailedChild>> FailedChildrenAsync(string jobId, CancellationToken cancellation) =>
        gate.CallAsync($"reads children of {Short.Of(jobId)}", () => inner.FailedChildrenAsync(jobId, cancellation), Short.Count);

    public Task<IReadOnlyDictionary<JobStatus, int>> CountAsync(string submissionId, CancellationToken cancellation) =>
        gate.CallAsync($"counts {Short.Of(submissionId)}", () => inner.CountAsync(submissionId, cancellation), _ => "counted");

    public Task<JobPage> ListAsync(JobQuery query, CancellationToken cancellation) =>
        gate.CallAsync("lists jobs", () => inner.ListAsync(query, cancellation), page => Short.Count(page.Jobs));
}

/// <summary>The blocked queues, as far away as DynamoDB is.</summary>
internal sealed class GatedBlockedQueues(IBlockedQueues inner, Gate gate) : IBlockedQueues
{
    public Task RecordAsync(BlockedQueue queue, CancellationToken cancellation) =>
        gate.CallAsync($"marks queue {ResourceName.Of(queue.JobQueue)} blocked by {Short.Of(queue.HeadJobId)}", () => inner.RecordAsync(queue, cancellation));

    public Task<BlockedQueue?> FindAsync(string jobQueue, CancellationToken cancellation) =>
        gate.CallAsync($"reads queue {ResourceName.Of(jobQueue)}", () => inner.FindAsync(jobQueue, cancellation), found => Short.Of(found?.HeadJobId ?? "none"));
}

/// <summary>What is counted of submissions, as far away as DynamoDB is.</summary>
internal sealed class GatedCounts(ISubmissionCounts inner, Gate gate) : ISubmissionCounts
{
    public Task MarkAsync(IReadOnlyCollection<SubmissionMark> marks, CancellationToken cancellation) =>
        gate.CallAsync($"counts {string.Join(", ", marks.Select(mark => $"{Short.Of(mark.Place.SubmissionId)}/{mark.Place.Row}/{mark.Place.Child}/{mark.Place.Try} as {mark.Standing}"))}", () => inner.MarkAsync(marks, cancellation));

    public Task<SubmissionTally> ReadAsync(string submissionId, CancellationToken cancellation) =>
        gate.CallAsync($"reads the counts of {Short.Of(submissionId)}", () => inner.ReadAsync(submissionId, cancellation), _ => "counted");
}

/// <summary>The submissions, as far away as DynamoDB is.</summary>
internal sealed class GatedSubmissions(ISubmissionStore inner, Gate gate) : ISubmissionStore
{
    public Task<bool> CreateAsync(Submission submission, CancellationToken cancellation) =>
        gate.CallAsync($"creates submission {Short.Of(submission.SubmissionId)}", () => inner.CreateAsync(submission, cancellation));

    public Task<Submission?> FindAsync(string submissionId, CancellationToken cancellation) =>
        gate.CallAsync($"reads submission {Short.Of(submissionId)}", () => inner.FindAsync(submissionId, cancellation), found => $"{found?.State}");

    public Task MarkQueuedAsync(string submissionId, CancellationToken cancellation) =>
        gate.CallAsync($"marks submission {Short.Of(submissionId)} queued", () => inner.MarkQueuedAsync(submissionId, cancellation));

    public Task ReopenAsync(string submissionId, DateTimeOffset at, CancellationToken cancellation) =>
        gate.CallAsync($"reopens submission {Short.Of(submissionId)}", () => inner.ReopenAsync(submissionId, at, cancellation));

    public Task MarkCutOffAsync(string submissionId, DateTimeOffset at, CancellationToken cancellation) =>
        gate.CallAsync($"marks submission {Short.Of(submissionId)} cut off", () => inner.MarkCutOffAsync(submissionId, at, cancellation));

    public Task<SubmissionCounts> NoteCountsAsync(string submissionId, SubmissionCounts counts, CancellationToken cancellation) =>
        gate.CallAsync($"notes what is told of submission {Short.Of(submissionId)}", () => inner.NoteCountsAsync(submissionId, counts, cancellation));

    public Task<bool> MarkFinishedAsync(string submissionId, DateTimeOffset at, CancellationToken cancellation) =>
        gate.CallAsync($"marks submission {Short.Of(submissionId)} finished", () => inner.MarkFinishedAsync(submissionId, at, cancellation));

    public Task<bool> RecordRowAsync(SubmissionRow row, DateTimeOffset at, CancellationToken cancellation) =>
        gate.CallAsync($"records row {row.Row} of {Short.Of(row.SubmissionId)}", () => inner.RecordRowAsync(row, at, cancellation));

    public Task MarkCorrectedAsync(string submissionId, DateTimeOffset at, CancellationToken cancellation) =>
        gate.CallAsync($"marks submission {Short.Of(submissionId)} corrected", () => inner.MarkCorrectedAsync(submissionId, at, cancellation));

    public Task<IReadOnlyList<SubmissionRow>> RowsAsync(string submissionId, int first, int most, CancellationToken cancellation) =>
        gate.CallAsync($"reads rows of {Short.Of(submissionId)}", () => inner.RowsAsync(submissionId, first, most, cancellation), Short.Count);

    public Task<IReadOnlyList<SubmissionRow>> RowsAsync(string submissionId, CancellationToken cancellation) =>
        gate.CallAsync($"reads rows of {Short.Of(submissionId)}", () => inner.RowsAsync(submissionId, cancellation), Short.Count);
}

/// <summary>The index of what is not over, as far away as DynamoDB is.</summary>
internal sealed class GatedWatch(IWatchStore inner, Gate gate) : IWatchStore
{
    public Task<IReadOnlyList<OpenJob>> OpenJobsAsync(DateTimeOffset since, DateTimeOffset before, string? after, int limit, CancellationToken cancellation) =>
        gate.CallAsync("reads open jobs", () => inner.OpenJobsAsync(since, before, after, limit, cancellation), Short.Count);

    public Task<IReadOnlyList<WatchedItem>> StaleAsync(DateTimeOffset before, int limit, CancellationToken cancellation) =>
        gate.CallAsync("reads what is stale", () => inner.StaleAsync(before, limit, cancellation), Short.Count);

    public Task TouchAsync(WatchedItem item, DateTimeOffset at, CancellationToken cancellation) =>
        gate.CallAsync($"touches {Short.Of(item)}", () => inner.TouchAsync(item, at, cancellation));

    public Task DropAsync(WatchedItem item, CancellationToken cancellation) =>
        gate.CallAsync($"drops {Short.Of(item)}", () => inner.DropAsync(item, cancellation));

    public Task MarkForgottenAsync(string jobId, DateTimeOffset at, CancellationToken cancellation) =>
        gate.CallAsync($"marks {Short.Of(jobId)} forgotten", () => inner.MarkForgottenAsync(jobId, at, cancellation));

    public Task<bool> IsToldStuckAsync(string jobId, CancellationToken cancellation) =>
        gate.CallAsync($"asks whether {Short.Of(jobId)} was told to be stuck", () => inner.IsToldStuckAsync(jobId, cancellation));

    public Task MarkStuckAsync(string jobId, DateTimeOffset at, CancellationToken cancellation) =>
        gate.CallAsync($"marks {Short.Of(jobId)} stuck", () => inner.MarkStuckAsync(jobId, at, cancellation));
}

/// <summary>The recent bodies, as far away as DynamoDB is.</summary>
internal sealed class GatedRecentBodies(IRecentBodies inner, Gate gate) : IRecentBodies
{
    public Task<string> TokenAsync(string body, string fresh, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellation) =>
        gate.CallAsync($"puts down body {Short.Of(body)}", () => inner.TokenAsync(body, fresh, now, until, cancellation), Short.Of);
}

/// <summary>Where the sweep has come to, as far away as DynamoDB is.</summary>
internal sealed class GatedSweepCursor(ISweepCursor inner, Gate gate) : ISweepCursor
{
    public Task<SweepCursor> ReadAsync(CancellationToken cancellation) =>
        gate.CallAsync("reads where the sweep is", () => inner.ReadAsync(cancellation), cursor => $"{cursor.After}");

    public Task WriteAsync(SweepCursor cursor, CancellationToken cancellation) =>
        gate.CallAsync($"notes where the sweep is: {cursor.After}", () => inner.WriteAsync(cursor, cancellation));
}

/// <summary>The lease of the sweep, as far away as DynamoDB is.</summary>
internal sealed class GatedSweepLease(ISweepLease inner, Gate gate) : ISweepLease
{
    public Task<DateTimeOffset?> TakeAsync(string owner, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellation) =>
        gate.CallAsync("takes the lease of the sweep", () => inner.TakeAsync(owner, now, until, cancellation), held => held is null ? "taken" : "held");

    public Task GiveBackAsync(string owner, CancellationToken cancellation) =>
        gate.CallAsync("gives back the lease of the sweep", () => inner.GiveBackAsync(owner, cancellation));
}

using System.Globalization;
using BatchFunctions.Jobs;

namespace BatchFunctions.DynamoDb;

/// <summary>Job records as items <c>JOB#id</c> / <c>JOB</c>, failed children of array jobs beside them as <c>CHILD#n</c>.</summary>
internal sealed class JobTable(Table table, JobIndexes indexes) : IJobStore
{
    private readonly DecisionTable _decisions = new(table);

    private readonly FailedChildTable _children = new(table);

    private readonly SuccessorTable _successors = new(table);

    public async Task<JobRecord?> FindAsync(string jobId, CancellationToken cancellation) =>
        await table.GetAsync(JobItems.Partition(jobId), JobItems.Sort, cancellation) is { } item ? JobItems.ToRecord(item) : null;

    public async Task RecordSubmissionAsync(SubmittedJob job, CancellationToken cancellation)
    {
        if (await table.PutNewAsync(NewJobItem.Of(job), cancellation))
        {
            return;
        }

        // An event was faster. It knows the status; we add what it could not know.
        var update = new ItemUpdate()
            .Set("request", Attribute.Text(job.Request.Body))
            .Set("token", Attribute.Text(job.Request.Token))
            .SetIfPresent("onFailure", Attribute.TextOrNull(job.Request.OnFailure))
            .SetIfPresent("submissionId", Attribute.TextOrNull(job.Request.SubmissionId))
            .SetIfPresent("arraySize", Attribute.NumberOrNull(job.Request.ArraySize))
            .SetIfPresent("resubmitOf", Attribute.TextOrNull(job.Request.ResubmitOf))
            .SetIfPresent("originalJobId", Attribute.TextOrNull(job.Request.OriginalJobId))
            .Set("resubmission", Attribute.Number(job.Request.Resubmission))
            .SetOnce(NewJobItem.HistoryKey, NewJobItem.History(job))
            .OnlyIfPresent(Table.PartitionKey);
        await table.UpdateAsync(JobItems.Partition(job.JobId), JobItems.Sort, update, cancellation);
    }

    public async Task<bool> AdvanceAsync(JobChange change, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set("jobId", Attribute.Text(change.JobId))
            .Set("jobName", Attribute.Text(change.JobName))
            .Set("jobQueue", Attribute.Text(change.JobQueue))
            .Set("jobDefinition", Attribute.Text(change.JobDefinition))
            .Set("status", Attribute.Text(change.Status.Name))
            .Set("rank", Attribute.Number(change.Rank))
            .Set("queueStatus", Attribute.Text(JobItems.QueueStatus(change.JobQueue, change.Status)))
            .Set("attempts", JobItems.FromAttempts(change.Attempts))
            .Set("changedAt", Attribute.Time(change.At))
            .SetOrRemove("expiresAt", change.Status.IsTerminal ? table.ExpiresAt(change.At) : null)
            .SetOnce("createdAt", Attribute.Time(change.CreatedAt))
            .SetOnce("createdKey", Attribute.Text(JobKeys.Created(change.CreatedAt, change.JobId)))
            .SetOnce("day", Attribute.Text(JobItems.Day(change.CreatedAt)))
            .SetOrRemove("statusReason", Attribute.TextOrNull(change.StatusReason))
            .SetOrRemove("cause", Attribute.TextOrNull(change.Cause))
            .SetIfPresent("startedAt", Attribute.TimeOrNull(change.StartedAt))
            .SetIfPresent("stoppedAt", Attribute.TimeOrNull(change.StoppedAt))
            .SetIfPresent("arraySize", Attribute.NumberOrNull(change.ArraySize))
            .SetIfPresent("token", Attribute.TextOrNull(change.Token))
            .SetIfPresent("memoryMiB", Attribute.NumberOrNull(change.MemoryMiB))
            .SetIfPresent("vcpus", Attribute.TextOrNull(change.Vcpus?.ToString(CultureInfo.InvariantCulture)))
            .Set("isFargate", Attribute.Flag(change.IsFargate))
            // Also when it is over: it is watched until what has to be done about it is done.
            .Set("watch", Attribute.Text(Watch.Shard(change.JobId)))
            .Set("changedKey", Attribute.Text(JobKeys.Created(change.At, change.JobId)))
            .Remove("blockedReason")
            .Remove("isForgotten")
            .SetOnce(JobItems.HistoryKey(change.Rank), JobItems.FromTransition(change.Transition))
            .OnlyIfAbsentOrLess("rank", Attribute.Number(change.Rank));
        if (await table.UpdateAsync(JobItems.Partition(change.JobId), JobItems.Sort, update, cancellation) is not null)
        {
            return true;
        }

        await RememberLateAsync(change, cancellation);
        return false;
    }

    /// <summary>News that came late change nothing but the history, which tells them in their place.</summary>
    private async Task RememberLateAsync(JobChange change, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set(JobItems.HistoryKey(change.Rank), JobItems.FromTransition(change.Transition))
            .OnlyIfPresent(Table.PartitionKey)
            .OnlyIfAbsent(JobItems.HistoryKey(change.Rank));

        await table.UpdateAsync(JobItems.Partition(change.JobId), JobItems.Sort, update, cancellation);
    }

    public async Task<bool> MarkBlockedAsync(JobChange change, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set("blockedReason", Attribute.Text(change.StatusReason ?? "UNDETERMINED"))
            .OnlyIfEqual("rank", Attribute.Number(change.Rank));

        return await table.UpdateAsync(JobItems.Partition(change.JobId), JobItems.Sort, update, cancellation) is not null;
    }

    public Task<JobRecord?> RecordDecisionAsync(
        string jobId, string decision, string why, StoredVerdict verdict, DateTimeOffset at, CancellationToken cancellation) =>
        _decisions.RecordAsync(jobId, decision, why, verdict, at, cancellation);

    public Task<JobRecord?> TakeBackResubmissionAsync(string jobId, string token, string why, CancellationToken cancellation) =>
        _decisions.TakeBackAsync(jobId, token, why, cancellation);

    public Task<SuccessorClaim?> ClaimSuccessorAsync(string failedJobId, string token, DateTimeOffset at, CancellationToken cancellation) =>
        _successors.ClaimAsync(failedJobId, token, at, cancellation);

    public Task<SuccessorClaim?> FindSuccessorAsync(string failedJobId, CancellationToken cancellation) =>
        _successors.FindAsync(failedJobId, cancellation);

    public Task ReplaceSuccessorAsync(
        string failedJobId, SuccessorClaim seen, string token, DateTimeOffset at, CancellationToken cancellation) =>
        _successors.ReplaceAsync(failedJobId, seen, token, at, cancellation);

    public Task MarkHandledAsync(string jobId, CancellationToken cancellation) => _decisions.MarkHandledAsync(jobId, cancellation);

    public Task LinkResubmissionAsync(string failedJobId, string jobId, CancellationToken cancellation) =>
        ArrayChild.Parse(failedJobId) is var (parentId, index)
            ? _children.LinkAsync(parentId, index, jobId, cancellation)
            : _decisions.LinkAsync(failedJobId, jobId, cancellation);

    public Task RecordFailedChildAsync(FailedChild child, CancellationToken cancellation) => _children.RecordAsync(child, cancellation);

    public Task<IReadOnlyList<FailedChild>> FailedChildrenAsync(string jobId, CancellationToken cancellation) =>
        _children.ListAsync(jobId, cancellation);

    public Task<IReadOnlyDictionary<JobStatus, int>> CountAsync(string submissionId, CancellationToken cancellation) =>
        indexes.CountAsync(submissionId, cancellation);

    public Task<JobPage> ListAsync(JobQuery query, CancellationToken cancellation) => indexes.ListAsync(query, cancellation);
}

using System.Globalization;
using Amazon.DynamoDBv2.Model;
using BatchFunctions.Jobs;

namespace BatchFunctions.DynamoDb;

/// <summary>Job records as items <c>JOB#id</c> / <c>JOB</c>, failed children of array jobs beside them as <c>CHILD#n</c>.</summary>
internal sealed class JobTable(Table table, JobIndexes indexes) : IJobStore
{
    private static readonly int NewRank = StatusRank.Of(0, JobStatus.Submitted);

    private readonly RequestItems _requests = new(table);

    private readonly DecisionTable _decisions = new(table);

    private readonly FailedChildTable _children = new(table);

    private readonly SuccessorTable _successors = new(table);

    public async Task<JobRecord?> FindAsync(string jobId, CancellationToken cancellation) =>
        await FindBareAsync(jobId, cancellation) is { } record ? await _requests.AddAsync(record, cancellation) : null;

    public async Task<JobRecord?> FindBareAsync(string jobId, CancellationToken cancellation) =>
        await table.GetAsync(JobItems.Partition(jobId), JobItems.Sort, cancellation) is { } item ? JobItems.ToRecord(item) : null;

    public async Task<IReadOnlyList<JobRecord>> FindManyAsync(IReadOnlyCollection<string> jobIds, CancellationToken cancellation) =>
        [.. (await table.GetManyAsync(JobItems.Sort, [.. jobIds.Select(JobItems.Partition)], cancellation)).Select(Read).OfType<JobRecord>()];

    /// <summary>One write, whether an event was faster or not: it knows the status, and we add what it could not know.</summary>
    public async Task RecordSubmissionAsync(SubmittedJob job, CancellationToken cancellation)
    {
        var update = Submitted(job)
            .SetOnce("jobName", Attribute.Text(job.Request.JobName))
            .SetOnce("jobQueue", Attribute.Text(job.Request.JobQueue))
            .SetOnce("jobDefinition", Attribute.Text(job.Request.JobDefinition))
            .SetOnce("status", Attribute.Text(JobStatus.Submitted.Name))
            .SetOnce("rank", Attribute.Number(NewRank))
            .SetOnce("queueStatus", Attribute.Text(JobItems.QueueStatus(job.Request.JobQueue, JobStatus.Submitted)))
            .SetOnce("createdAt", Attribute.Time(job.At))
            .SetOnce("createdKey", Attribute.Text(JobKeys.Created(job.At, job.JobId)))
            .SetOnce("changedAt", Attribute.Time(job.At))
            .SetOnce("watch", Attribute.Text(Watch.Jobs))
            .SetOnce("changedKey", Attribute.Text(JobKeys.Created(job.At, job.JobId)))
            // What is over and done is not watched any more.
            .OnlyIfAbsent("isHandled");
        if (await table.UpdateAsync(JobItems.Partition(job.JobId), JobItems.Sort, update, cancellation) is null)
        {
            await table.UpdateAsync(JobItems.Partition(job.JobId), JobItems.Sort, Submitted(job).OnlyIfPresent(Table.PartitionKey), cancellation);
        }
    }

    public async Task<JobRecord?> AdvanceAsync(JobChange change, CancellationToken cancellation)
    {
        if (await table.UpdateAsync(JobItems.Partition(change.JobId), JobItems.Sort, Advance(change), cancellation) is { } item)
        {
            return JobItems.ToRecord(item);
        }

        await RememberLateAsync(change, cancellation);
        return null;
    }

    /// <summary>A record that cannot be read is left out: it must not hide all the others. Who asks for it alone is told.</summary>
    private static JobRecord? Read(Dictionary<string, AttributeValue> item)
    {
        try
        {
            return JobItems.ToRecord(item);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>The request itself stays with the intent, to which the token points: so that a record is below a kilobyte, and each change of it one write unit.</summary>
    private static ItemUpdate Submitted(SubmittedJob job) => new ItemUpdate()
        .Set("token", Attribute.Text(job.Request.Token))
        .SetIfPresent("submissionId", Attribute.TextOrNull(job.Request.SubmissionId))
        .SetIfPresent("row", Attribute.NumberOrNull(job.Request.Row))
        .SetIfPresent("child", Attribute.NumberOrNull(job.Request.Child))
        .SetIfPresent("try", job.Request.Try > 0 ? Attribute.Number(job.Request.Try) : null)
        .SetIfPresent("shareIdentifier", Attribute.TextOrNull(job.Request.ShareIdentifier))
        .SetIfPresent("arraySize", Attribute.NumberOrNull(job.Request.ArraySize))
        .SetIfPresent("resubmitOf", Attribute.TextOrNull(job.Request.ResubmitOf))
        .SetIfPresent("originalJobId", Attribute.TextOrNull(job.Request.OriginalJobId))
        .Set("resubmission", Attribute.Number(job.Request.Resubmission))
        .SetOnce(HistoryItems.Key(NewRank), HistoryItems.Line(new JobTransition(1, JobStatus.Submitted, job.At, null)));

    private ItemUpdate Advance(JobChange change)
    {
        var update = (change.Status.IsTerminal ? Ended(change) : StillOpen(change))
            .Set("jobName", Attribute.Text(change.JobName))
            .Set("rank", Attribute.Number(change.Rank))
            .Set("queueStatus", Attribute.Text(JobItems.QueueStatus(change.JobQueue, change.Status)))
            .SetIfPresent("attempts", change.Attempts.Count > 0 ? JobItems.FromAttempts(change.Attempts) : null)
            .Set("changedAt", Attribute.Time(change.At))
            .SetOrRemove("expiresAt", change.Status.IsTerminal ? table.ExpiresAt(change.At) : null)
            .SetOnce("createdAt", Attribute.Time(change.CreatedAt))
            .SetOnce("createdKey", Attribute.Text(JobKeys.Created(change.CreatedAt, change.JobId)))
            .SetOrRemove("cause", Attribute.TextOrNull(change.Cause))
            .SetIfPresent("stoppedAt", Attribute.TimeOrNull(change.StoppedAt))
            .SetIfPresent("shareIdentifier", Attribute.TextOrNull(change.ShareIdentifier))
            .SetIfPresent("arraySize", Attribute.NumberOrNull(change.ArraySize))
            .SetIfPresent("token", Attribute.TextOrNull(change.Token))
            .SetIfPresent("memoryMiB", Attribute.NumberOrNull(change.MemoryMiB))
            .SetIfPresent("vcpus", Attribute.TextOrNull(change.Vcpus?.ToString(CultureInfo.InvariantCulture)))
            .SetIfPresent("isFargate", change.IsFargate ? Attribute.Flag(true) : null)
            .Remove("blockedReason")
            .Remove("isForgotten")
            .SetOnce(HistoryItems.Key(change.Rank), HistoryItems.Line(change.Transition))
            .OnlyIfAbsentOrLess("rank", Attribute.Number(change.Rank));
        foreach (var earlier in change.Earlier)
        {
            update.SetOnce(HistoryItems.Key(earlier.Rank), HistoryItems.Line(earlier.Transition));
        }

        return change.IsHandled
            ? update.Set("isHandled", Attribute.Flag(true)).Remove("watch").Remove("changedKey")
            // Also when it is over: it is watched until what has to be done about it is done. Its place in the order is where it
            // was first heard of; only the sweep moves it from there.
            : update.SetOnce("watch", Attribute.Text(Watch.Jobs)).SetOnce("changedKey", Attribute.Text(JobKeys.Created(change.CreatedAt, change.JobId)));
    }

    private static ItemUpdate Ended(JobChange change) => new ItemUpdate()
        .Set("status", Attribute.Text(change.Status.Name))
        .Set("jobQueue", Attribute.Text(change.JobQueue))
        .Set("jobDefinition", Attribute.Text(change.JobDefinition))
        .SetOrRemove("statusReason", Attribute.TextOrNull(change.StatusReason))
        .SetIfPresent("startedAt", Attribute.TimeOrNull(change.StartedAt))
        .Remove(JobItems.Latest);

    /// <summary>What the indexes have of an open job stays as it was first heard of, so that its news change no entry; who lists jobs asks for the records of the open ones.</summary>
    private static ItemUpdate StillOpen(JobChange change)
    {
        var latest = new Dictionary<string, AttributeValue>
        {
            ["status"] = Attribute.Text(change.Status.Name),
            ["jobQueue"] = Attribute.Text(change.JobQueue),
            ["jobDefinition"] = Attribute.Text(change.JobDefinition),
        };
        latest.AddIfPresent("statusReason", Attribute.TextOrNull(change.StatusReason));

        return new ItemUpdate()
            .SetOnce("status", Attribute.Text(JobStatus.Submitted.Name))
            .SetOnce("jobQueue", Attribute.Text(change.JobQueue))
            .SetOnce("jobDefinition", Attribute.Text(change.JobDefinition))
            .Set(JobItems.Latest, new AttributeValue { M = latest, IsMSet = true })
            .SetIfPresent(JobItems.Began, Attribute.TimeOrNull(change.StartedAt))
            .Remove("statusReason");
    }

    /// <summary>News that came late change nothing but the history, which tells them in their place. Doubled ones are there already: that costs no write.</summary>
    private async Task RememberLateAsync(JobChange change, CancellationToken cancellation)
    {
        if (await table.GetAsync(JobItems.Partition(change.JobId), JobItems.Sort, cancellation) is not { } item
            || change.Earlier.Prepend(change).Where(news => !HistoryItems.Has(item, news.Rank)).ToList() is not { Count: > 0 } missing)
        {
            return;
        }

        // Whoever brings the same at this moment has the first word: the line stays as it was put.
        var update = new ItemUpdate().OnlyIfPresent(Table.PartitionKey);
        foreach (var news in missing)
        {
            update.SetOnce(HistoryItems.Key(news.Rank), HistoryItems.Line(news.Transition));
        }

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

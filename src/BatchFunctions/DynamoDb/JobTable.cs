using System.Globalization;
using Amazon.DynamoDBv2.Model;
using BatchFunctions.Failures;
using BatchFunctions.Jobs;

namespace BatchFunctions.DynamoDb;

/// <summary>Job records as items <c>JOB#id</c> / <c>JOB</c>, failed children of array jobs beside them as <c>CHILD#n</c>.</summary>
internal sealed class JobTable(Table table, JobIndexes indexes) : IJobStore
{
    private const string Sort = "JOB";

    private static readonly int SubmittedRank = StatusRank.Of(0, JobStatus.Submitted);

    public async Task<JobRecord?> FindAsync(string jobId, CancellationToken cancellation) =>
        await table.GetAsync(Partition(jobId), Sort, cancellation) is { } item ? JobItems.ToRecord(item) : null;

    public async Task RecordSubmissionAsync(SubmittedJob job, CancellationToken cancellation)
    {
        if (await table.PutNewAsync(NewItem(job), cancellation))
        {
            return;
        }

        // An event was faster. It knows the status; we add what it could not know.
        var update = new ItemUpdate()
            .Set("request", Attribute.Text(job.Request))
            .Set("token", Attribute.Text(job.Token))
            .SetIfPresent("onFailure", Attribute.TextOrNull(job.OnFailure))
            .SetIfPresent("submissionId", Attribute.TextOrNull(job.SubmissionId))
            .SetIfPresent("arraySize", Attribute.NumberOrNull(job.ArraySize))
            .SetIfPresent("resubmitOf", Attribute.TextOrNull(job.ResubmitOf))
            .SetIfPresent("originalJobId", Attribute.TextOrNull(job.OriginalJobId))
            .Set("resubmission", Attribute.Number(job.Resubmission))
            .SetOnce(JobItems.HistoryKey(SubmittedRank), JobItems.FromTransition(Submission(job)))
            .OnlyIfPresent(Table.PartitionKey);
        await table.UpdateAsync(Partition(job.JobId), Sort, update, cancellation);
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
            .Set("expiresAt", table.ExpiresAt(change.At))
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
        if (await table.UpdateAsync(Partition(change.JobId), Sort, update, cancellation) is not null)
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

        await table.UpdateAsync(Partition(change.JobId), Sort, update, cancellation);
    }

    public async Task<bool> MarkBlockedAsync(JobChange change, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set("blockedReason", Attribute.Text(change.StatusReason ?? "UNDETERMINED"))
            .OnlyIfEqual("rank", Attribute.Number(change.Rank));

        return await table.UpdateAsync(Partition(change.JobId), Sort, update, cancellation) is not null;
    }

    public Task RecordDecisionAsync(string jobId, string decision, string why, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set("decision", Attribute.Text(decision))
            .Set("decisionReason", Attribute.Text(why))
            .OnlyIfPresent(Table.PartitionKey)
            .OnlyIfAbsent("decision");

        return table.UpdateAsync(Partition(jobId), Sort, update, cancellation);
    }

    public Task TakeBackResubmissionAsync(string jobId, string why, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set("decision", Attribute.Text(FailureDecision.GivenUp))
            .Set("decisionReason", Attribute.Text(why))
            .OnlyIfEqual("decision", Attribute.Text(FailureDecision.Resubmitted))
            .OnlyIfAbsent("resubmittedAs");

        return table.UpdateAsync(Partition(jobId), Sort, update, cancellation);
    }

    public Task MarkHandledAsync(string jobId, CancellationToken cancellation) =>
        table.UpdateAsync(
            Partition(jobId),
            Sort,
            new ItemUpdate().Set("isHandled", Attribute.Flag(true)).Remove("watch").Remove("changedKey").OnlyIfPresent(Table.PartitionKey),
            cancellation);

    public Task LinkResubmissionAsync(string failedJobId, string jobId, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set("resubmittedAs", Attribute.Text(jobId))
            .OnlyIfPresent(Table.PartitionKey)
            .OnlyIfAbsent("resubmittedAs");

        return table.UpdateAsync(Partition(failedJobId), Sort, update, cancellation);
    }

    public Task RecordFailedChildAsync(FailedChild child, CancellationToken cancellation)
    {
        var item = new Dictionary<string, AttributeValue>
        {
            [Table.PartitionKey] = Attribute.Text(Partition(child.ParentId)),
            [Table.SortKey] = Attribute.Text(string.Create(CultureInfo.InvariantCulture, $"CHILD#{child.Index:D5}")),
            ["index"] = Attribute.Number(child.Index),
            ["at"] = Attribute.Time(child.At),
            ["attempts"] = JobItems.FromAttempts(child.Attempts),
            ["expiresAt"] = table.ExpiresAt(child.At),
        };
        item.AddIfPresent("statusReason", Attribute.TextOrNull(child.StatusReason));
        item.AddIfPresent("cause", Attribute.TextOrNull(child.Cause));

        return table.PutNewAsync(item, cancellation);
    }

    public async Task<IReadOnlyList<FailedChild>> FailedChildrenAsync(string jobId, CancellationToken cancellation)
    {
        var children = new List<FailedChild>();
        var request = new QueryRequest
        {
            ConsistentRead = true,
            KeyConditionExpression = "PK = :partition AND begins_with(SK, :child)",
            ExpressionAttributeValues = new()
            {
                [":partition"] = Attribute.Text(Partition(jobId)),
                [":child"] = Attribute.Text("CHILD#"),
            },
        };
        do
        {
            var page = await table.QueryAsync(request, cancellation);
            children.AddRange((page.Items ?? []).Select(item => ToChild(jobId, item)));
            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });

        return children;
    }

    public Task<IReadOnlyDictionary<JobStatus, int>> CountAsync(string submissionId, CancellationToken cancellation) =>
        indexes.CountAsync(submissionId, cancellation);

    public Task<JobPage> ListAsync(JobQuery query, CancellationToken cancellation) => indexes.ListAsync(query, cancellation);

    private static string Partition(string jobId) => $"JOB#{jobId}";

    private static JobTransition Submission(SubmittedJob job) => new(1, JobStatus.Submitted, job.At, null);

    private static FailedChild ToChild(string jobId, Dictionary<string, AttributeValue> item) => new(
        jobId,
        item.IntOf("index") ?? 0,
        item.TextOf("statusReason"),
        item.TextOf("cause"),
        item.RequiredTime("at"),
        JobItems.Attempts(item));

    private Dictionary<string, AttributeValue> NewItem(SubmittedJob job)
    {
        var item = new Dictionary<string, AttributeValue>
        {
            [Table.PartitionKey] = Attribute.Text(Partition(job.JobId)),
            [Table.SortKey] = Attribute.Text(Sort),
            ["jobId"] = Attribute.Text(job.JobId),
            ["jobName"] = Attribute.Text(job.JobName),
            ["jobQueue"] = Attribute.Text(job.JobQueue),
            ["jobDefinition"] = Attribute.Text(job.JobDefinition),
            ["status"] = Attribute.Text(JobStatus.Submitted.Name),
            ["rank"] = Attribute.Number(SubmittedRank),
            ["queueStatus"] = Attribute.Text(JobItems.QueueStatus(job.JobQueue, JobStatus.Submitted)),
            ["createdAt"] = Attribute.Time(job.At),
            ["createdKey"] = Attribute.Text(JobKeys.Created(job.At, job.JobId)),
            ["day"] = Attribute.Text(JobItems.Day(job.At)),
            ["changedAt"] = Attribute.Time(job.At),
            ["watch"] = Attribute.Text(Watch.Shard(job.JobId)),
            ["changedKey"] = Attribute.Text(JobKeys.Created(job.At, job.JobId)),
            [JobItems.HistoryKey(SubmittedRank)] = JobItems.FromTransition(Submission(job)),
            ["request"] = Attribute.Text(job.Request),
            ["token"] = Attribute.Text(job.Token),
            ["resubmission"] = Attribute.Number(job.Resubmission),
            ["expiresAt"] = table.ExpiresAt(job.At),
        };
        item.AddIfPresent("onFailure", Attribute.TextOrNull(job.OnFailure));
        item.AddIfPresent("submissionId", Attribute.TextOrNull(job.SubmissionId));
        item.AddIfPresent("arraySize", Attribute.NumberOrNull(job.ArraySize));
        item.AddIfPresent("resubmitOf", Attribute.TextOrNull(job.ResubmitOf));
        item.AddIfPresent("originalJobId", Attribute.TextOrNull(job.OriginalJobId));

        return item;
    }
}

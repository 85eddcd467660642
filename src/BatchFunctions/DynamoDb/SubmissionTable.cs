using System.Globalization;
using Amazon.DynamoDBv2.Model;
using BatchFunctions.Jobs;
using BatchFunctions.Submissions;

namespace BatchFunctions.DynamoDb;

/// <summary>Submissions as items <c>SUB#id</c> / <c>SUB</c>, the outcome of each job beside it as <c>ROW#n</c>.</summary>
internal sealed class SubmissionTable(Table table) : ISubmissionStore
{
    private const string Sort = "SUB";

    public Task<bool> CreateAsync(Submission submission, CancellationToken cancellation) =>
        table.PutNewAsync(ToItem(submission), cancellation);

    public async Task<Submission?> FindAsync(string submissionId, CancellationToken cancellation) =>
        await table.GetAsync(Partition(submissionId), Sort, cancellation) is { } item ? FromItem(item) : null;

    public Task MarkQueuedAsync(string submissionId, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set("state", Attribute.Text(nameof(SubmissionState.Queued)))
            .Remove("watch")
            .Remove("changedKey")
            .Remove("cutOffAt")
            .Remove("finishedAt")
            .OnlyIfEqualOrPresent("state", Attribute.Text(nameof(SubmissionState.Accepted)), "cutOffAt");

        return table.UpdateAsync(Partition(submissionId), Sort, update, cancellation);
    }

    public Task ReopenAsync(string submissionId, DateTimeOffset at, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set("state", Attribute.Text(nameof(SubmissionState.Accepted)))
            .Set("reopenedAt", Attribute.Time(at))
            .Set("watch", Attribute.Text(Watch.Shard(submissionId)))
            .Set("changedKey", Attribute.Text(JobKeys.At(at)))
            .Remove("cutOffAt")
            .Remove("finishedAt")
            .OnlyIfPresent("cutOffAt");

        return table.UpdateAsync(Partition(submissionId), Sort, update, cancellation);
    }

    public Task MarkCutOffAsync(string submissionId, DateTimeOffset at, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set("state", Attribute.Text(nameof(SubmissionState.Queued)))
            .Set("cutOffAt", Attribute.Time(at))
            .Remove("watch")
            .Remove("changedKey")
            .OnlyIfEqual("state", Attribute.Text(nameof(SubmissionState.Accepted)));

        return table.UpdateAsync(Partition(submissionId), Sort, update, cancellation);
    }

    public async Task<SubmissionCounts> NoteCountsAsync(string submissionId, SubmissionCounts counts, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .SetOnce("toldSubmitted", Attribute.Number(counts.Submitted))
            .SetOnce("toldRefused", Attribute.Number(counts.Refused))
            .OnlyIfPresent(Table.PartitionKey);

        return await table.UpdateAsync(Partition(submissionId), Sort, update, cancellation) is { } item
            ? new(item.IntOf("toldSubmitted") ?? counts.Submitted, item.IntOf("toldRefused") ?? counts.Refused)
            : counts;
    }

    public async Task<bool> MarkFinishedAsync(string submissionId, DateTimeOffset at, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set("state", Attribute.Text(nameof(SubmissionState.Finished)))
            .Set("finishedAt", Attribute.Time(at))
            .Remove("watch")
            .Remove("changedKey")
            .OnlyIfPresent(Table.PartitionKey)
            .OnlyIfNotEqual("state", Attribute.Text(nameof(SubmissionState.Finished)));

        return await table.UpdateAsync(Partition(submissionId), Sort, update, cancellation) is not null;
    }

    public Task MarkCorrectedAsync(string submissionId, DateTimeOffset at, CancellationToken cancellation) =>
        table.UpdateAsync(
            Partition(submissionId),
            Sort,
            new ItemUpdate().Set("correctedAt", Attribute.Time(at)).OnlyIfPresent(Table.PartitionKey),
            cancellation);

    public async Task<bool> RecordRowAsync(SubmissionRow row, DateTimeOffset at, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set("row", Attribute.Number(row.Row))
            .Set("jobName", Attribute.Text(row.JobName))
            .SetIfPresent("jobId", Attribute.TextOrNull(row.JobId))
            .SetOrRemove("error", row.JobId is null ? Attribute.TextOrNull(row.Error) : null)
            // Stays when the error gives way, so that a repetition after an interruption is told the same.
            .SetIfPresent("hadError", row.JobId is null ? Attribute.Flag(true) : null)
            .Set("expiresAt", table.ExpiresLate(at));
        update = row.JobId is { } jobId ? update.OnlyIfAbsentOrEqual("jobId", Attribute.Text(jobId)) : update.OnlyIfAbsent("jobId");

        return await table.UpdateAsync(Partition(row.SubmissionId), RowSort(row.Row), update, cancellation) is { } item
            && row.JobId is not null && item.FlagOf("hadError");
    }

    public async Task<IReadOnlyList<SubmissionRow>> RowsAsync(string submissionId, int first, int most, CancellationToken cancellation)
    {
        var request = new QueryRequest
        {
            ConsistentRead = true,
            Limit = most,
            KeyConditionExpression = "PK = :partition AND SK BETWEEN :first AND :last",
            ExpressionAttributeValues = new()
            {
                [":partition"] = Attribute.Text(Partition(submissionId)),
                [":first"] = Attribute.Text(RowSort(first)),
                [":last"] = Attribute.Text(RowSort(999_999)),
            },
        };

        return [.. ((await table.QueryAsync(request, cancellation)).Items ?? []).Select(item => RowFromItem(submissionId, item))];
    }

    public async Task<IReadOnlyList<SubmissionRow>> RowsAsync(string submissionId, CancellationToken cancellation)
    {
        var rows = new List<SubmissionRow>();
        var request = new QueryRequest
        {
            ConsistentRead = true,
            KeyConditionExpression = "PK = :partition AND begins_with(SK, :row)",
            ExpressionAttributeValues = new()
            {
                [":partition"] = Attribute.Text(Partition(submissionId)),
                [":row"] = Attribute.Text("ROW#"),
            },
        };
        do
        {
            var page = await table.QueryAsync(request, cancellation);
            rows.AddRange((page.Items ?? []).Select(item => RowFromItem(submissionId, item)));
            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });

        return rows;
    }

    public static string Partition(string submissionId) => $"SUB#{submissionId}";

    private static string RowSort(int row) => string.Create(CultureInfo.InvariantCulture, $"ROW#{row:D6}");

    private Dictionary<string, AttributeValue> ToItem(Submission submission)
    {
        var item = new Dictionary<string, AttributeValue>
        {
            [Table.PartitionKey] = Attribute.Text(Partition(submission.SubmissionId)),
            [Table.SortKey] = Attribute.Text(Sort),
            // Not under the name that the index of jobs by submission is keyed by: a submission is no job.
            ["id"] = Attribute.Text(submission.SubmissionId),
            ["state"] = Attribute.Text(submission.State.ToString()),
            ["isCounted"] = Attribute.Flag(true),
            ["source"] = Attribute.Text(submission.Source),
            ["total"] = Attribute.Number(submission.Total),
            ["contentHash"] = Attribute.Text(submission.ContentHash),
            ["createdAt"] = Attribute.Time(submission.CreatedAt),
            ["expiresAt"] = table.ExpiresLate(submission.CreatedAt),
        };
        item.AddIfPresent("bucket", Attribute.TextOrNull(submission.Bucket));
        item.AddIfPresent("resultKey", Attribute.TextOrNull(submission.ResultKey));
        item.AddIfPresent("finishedAt", Attribute.TimeOrNull(submission.FinishedAt));
        item.AddIfPresent("correctedAt", Attribute.TimeOrNull(submission.CorrectedAt));
        item.AddIfPresent("cutOffAt", Attribute.TimeOrNull(submission.CutOffAt));
        if (submission.State == SubmissionState.Accepted)
        {
            item.Add("watch", Attribute.Text(Watch.Shard(submission.SubmissionId)));
            item.Add("changedKey", Attribute.Text(JobKeys.At(submission.CreatedAt)));
        }

        return item;
    }

    private static Submission FromItem(Dictionary<string, AttributeValue> item) => new()
    {
        SubmissionId = item.Required("id"),
        State = Enum.Parse<SubmissionState>(item.Required("state")),
        Source = item.Required("source"),
        Bucket = item.TextOf("bucket"),
        ResultKey = item.TextOf("resultKey"),
        Total = item.IntOf("total") ?? 0,
        ContentHash = item.Required("contentHash"),
        IsCounted = item.FlagOf("isCounted"),
        CreatedAt = item.RequiredTime("createdAt"),
        FinishedAt = item.TimeOf("finishedAt"),
        CorrectedAt = item.TimeOf("correctedAt"),
        CutOffAt = item.TimeOf("cutOffAt"),
        ReopenedAt = item.TimeOf("reopenedAt"),
    };

    private static SubmissionRow RowFromItem(string submissionId, Dictionary<string, AttributeValue> item) =>
        new(submissionId, item.IntOf("row") ?? 0, item.Required("jobName"), item.TextOf("jobId"), item.TextOf("error"));
}

using Amazon.DynamoDBv2.Model;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;

namespace BatchFunctions.DynamoDb;

/// <summary>Intents as items <c>INTENT#token</c> / <c>INTENT</c>.</summary>
internal sealed class IntentTable(Table table) : IIntentStore
{
    private const string Sort = RequestItems.Sort;

    /// <summary>How earlier versions noted a doubt: without its time, so that it may be as old as the intent.</summary>
    private const string OldDoubt = "inDoubt";

    public Task<bool> CreateAsync(Intent intent, CancellationToken cancellation) =>
        table.PutNewAsync(ToItem(intent), cancellation);

    public async Task<Intent?> FindAsync(string token, CancellationToken cancellation) =>
        await table.GetAsync(Partition(token), Sort, cancellation) is { } item ? FromItem(item) : null;

    public async Task<bool> LeaseAsync(Intent seen, string owner, DateTimeOffset until, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set("leaseUntil", Attribute.Time(until))
            .Set("leaseOwner", Attribute.Text(owner))
            .Set("watch", Attribute.Text(Watch.Shard(seen.Token)))
            .Set("changedKey", Attribute.Text(JobKeys.At(until)))
            .Remove("abandonedAt")
            .OnlyIfEqual("leaseOwner", Attribute.Text(seen.LeaseOwner))
            .OnlyIfEqual("leaseUntil", Attribute.Time(seen.LeaseUntil))
            .OnlyIfAbsent("jobId")
            .OnlyIfAbsent("refusal");

        return await table.UpdateAsync(Partition(seen.Token), Sort, update, cancellation) is not null;
    }

    public async Task<bool> BeginAsync(string token, string owner, Doubt doubt, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set("doubtFrom", Attribute.Time(doubt.From))
            .Set("doubtUntil", Attribute.Time(doubt.Until))
            .Remove("lookUpPosition")
            .Remove(OldDoubt)
            .OnlyIfEqual("leaseOwner", Attribute.Text(owner))
            .OnlyIfAbsent("jobId")
            .OnlyIfAbsent("refusal");

        return await table.UpdateAsync(Partition(token), Sort, update, cancellation) is not null;
    }

    public Task PauseAsync(string token, string owner, string position, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set("leaseUntil", Attribute.Time(DateTimeOffset.UnixEpoch))
            .Set("lookUpPosition", Attribute.Text(position))
            .OnlyIfEqual("leaseOwner", Attribute.Text(owner));

        return table.UpdateAsync(Partition(token), Sort, update, cancellation);
    }

    public Task ReleaseAsync(string token, string owner, Doubt? doubt, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set("leaseUntil", Attribute.Time(DateTimeOffset.UnixEpoch))
            .SetOrRemove("doubtFrom", Attribute.TimeOrNull(doubt?.From))
            .SetOrRemove("doubtUntil", Attribute.TimeOrNull(doubt?.Until))
            .Remove("lookUpPosition")
            .Remove(OldDoubt)
            .OnlyIfEqual("leaseOwner", Attribute.Text(owner));

        return table.UpdateAsync(Partition(token), Sort, update, cancellation);
    }

    public async Task<Intent?> SettleAsync(string token, string jobId, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .SetOnce("jobId", Attribute.Text(jobId))
            .Remove("watch")
            .Remove("changedKey")
            .Remove("abandonedAt")
            .Remove("refusal")
            .OnlyIfPresent(Table.PartitionKey);

        return await table.UpdateAsync(Partition(token), Sort, update, cancellation) is { } item ? FromItem(item) : null;
    }

    public Task RefuseAsync(string token, string reason, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set("refusal", Attribute.Text(reason))
            .Remove("watch")
            .Remove("changedKey")
            .OnlyIfPresent(Table.PartitionKey)
            .OnlyIfAbsent("jobId");

        return table.UpdateAsync(Partition(token), Sort, update, cancellation);
    }

    public Task AbandonAsync(string token, DateTimeOffset at, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set("abandonedAt", Attribute.Time(at))
            .Remove("watch")
            .Remove("changedKey")
            .OnlyIfPresent(Table.PartitionKey)
            .OnlyIfAbsent("jobId")
            .OnlyIfAbsent("refusal");

        return table.UpdateAsync(Partition(token), Sort, update, cancellation);
    }

    private static string Partition(string token) => RequestItems.Partition(token);

    private Dictionary<string, AttributeValue> ToItem(Intent intent)
    {
        var item = new Dictionary<string, AttributeValue>
        {
            [Table.PartitionKey] = Attribute.Text(Partition(intent.Token)),
            [Table.SortKey] = Attribute.Text(Sort),
            ["requestHash"] = Attribute.Text(intent.RequestHash),
            ["jobName"] = Attribute.Text(intent.Request.JobName),
            ["jobQueue"] = Attribute.Text(intent.Request.JobQueue),
            ["jobDefinition"] = Attribute.Text(intent.Request.JobDefinition),
            ["createdAt"] = Attribute.Time(intent.CreatedAt),
            ["leaseUntil"] = Attribute.Time(intent.LeaseUntil),
            ["leaseOwner"] = Attribute.Text(intent.LeaseOwner),
            ["expiresAt"] = table.ExpiresLate(intent.CreatedAt),
        };
        RequestItems.Write(item, intent.Request.Body);
        item.AddIfPresent("doubtFrom", Attribute.TimeOrNull(intent.Doubt?.From));
        item.AddIfPresent("doubtUntil", Attribute.TimeOrNull(intent.Doubt?.Until));
        item.AddIfPresent("lookUpPosition", Attribute.TextOrNull(intent.LookUpPosition));
        item.AddIfPresent("jobId", Attribute.TextOrNull(intent.JobId));
        item.AddIfPresent("refusal", Attribute.TextOrNull(intent.Refusal));
        item.AddIfPresent("onFailure", Attribute.TextOrNull(intent.Request.OnFailure));
        // Not under the name that the index of jobs by submission is keyed by: an intent is no job.
        item.AddIfPresent("intentOf", Attribute.TextOrNull(intent.Request.SubmissionId));
        item.AddIfPresent("row", Attribute.NumberOrNull(intent.Request.Row));
        item.AddIfPresent("child", Attribute.NumberOrNull(intent.Request.Child));
        item.AddIfPresent("try", intent.Request.Try > 0 ? Attribute.Number(intent.Request.Try) : null);
        item.AddIfPresent("arraySize", Attribute.NumberOrNull(intent.Request.ArraySize));
        item.AddIfPresent("shareIdentifier", Attribute.TextOrNull(intent.Request.ShareIdentifier));
        item.AddIfPresent("resubmitOf", Attribute.TextOrNull(intent.Request.ResubmitOf));
        item.AddIfPresent("originalJobId", Attribute.TextOrNull(intent.Request.OriginalJobId));
        item.Add("resubmission", Attribute.Number(intent.Request.Resubmission));
        if (!intent.IsSettled)
        {
            item.Add("watch", Attribute.Text(Watch.Shard(intent.Token)));
            item.Add("changedKey", Attribute.Text(JobKeys.At(intent.CreatedAt)));
        }

        return item;
    }

    private static Intent FromItem(Dictionary<string, AttributeValue> item) => new()
    {
        Request = new JobRequest
        {
            Token = RequestItems.Token(item),
            Body = RequestItems.Body(item),
            JobName = item.Required("jobName"),
            JobQueue = item.Required("jobQueue"),
            JobDefinition = item.Required("jobDefinition"),
            OnFailure = item.TextOf("onFailure"),
            ArraySize = item.IntOf("arraySize"),
            ShareIdentifier = item.TextOf("shareIdentifier"),
            SubmissionId = item.TextOf("intentOf"),
            Row = item.IntOf("row"),
            Child = item.IntOf("child"),
            Try = item.IntOf("try") ?? 0,
            ResubmitOf = item.TextOf("resubmitOf"),
            OriginalJobId = item.TextOf("originalJobId"),
            Resubmission = item.IntOf("resubmission") ?? 0,
        },
        RequestHash = item.Required("requestHash"),
        CreatedAt = item.RequiredTime("createdAt"),
        LeaseUntil = item.RequiredTime("leaseUntil"),
        LeaseOwner = item.Required("leaseOwner"),
        Doubt = ToDoubt(item),
        LookUpPosition = item.TextOf("lookUpPosition"),
        JobId = item.TextOf("jobId"),
        Refusal = item.TextOf("refusal"),
        AbandonedAt = item.TimeOf("abandonedAt"),
    };

    private static Doubt? ToDoubt(Dictionary<string, AttributeValue> item) =>
        item.TimeOf("doubtFrom") is { } from && item.TimeOf("doubtUntil") is { } until ? new(from, until)
        : item.FlagOf(OldDoubt) ? new(item.RequiredTime("createdAt"), item.RequiredTime("leaseUntil"))
        : null;
}

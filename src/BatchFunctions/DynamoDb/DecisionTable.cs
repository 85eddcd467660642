using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using BatchFunctions.Jobs;

namespace BatchFunctions.DynamoDb;

/// <summary>The part of a job's record that says what is done about its failure.</summary>
internal sealed class DecisionTable(Table table)
{
    private const string Stored = "verdict";

    private readonly RequestItems _requests = new(table);

    public static StoredVerdict? Verdict(Dictionary<string, AttributeValue> item) =>
        item.TextOf(Stored) is { } json ? JsonSerializer.Deserialize(json, FailureJson.Default.StoredVerdict) : null;

    /// <summary>Safe to repeat: the second time there is a verdict, and it stays.</summary>
    public async Task<JobRecord?> RecordAsync(
        string jobId, string decision, string why, StoredVerdict verdict, DateTimeOffset at, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set("decision", Attribute.Text(decision))
            .Set("decisionReason", Attribute.Text(why))
            .Set(Stored, Text(verdict))
            .OnlyIfPresent(Table.PartitionKey)
            .OnlyIfAbsent(Stored)
            .OnlyIfAbsentOrEqual("decision", Attribute.Text(decision));
        if (verdict.Tries.Count > 0)
        {
            var token = FailureDecision.TokenOf(jobId);
            SuccessorTable.Mark(update, token, at).OnlyIfFreeOrEqual(SuccessorTable.Token, SuccessorTable.JobId, Attribute.Text(token));
        }

        return await UpdateAsync(jobId, update, cancellation);
    }

    /// <summary>Safe to repeat: the second time the decision is another one.</summary>
    public Task<JobRecord?> TakeBackAsync(string jobId, string token, string why, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set("decision", Attribute.Text(FailureDecision.GivenUp))
            .Set("decisionReason", Attribute.Text(why))
            .Set(Stored, Text(new StoredVerdict { NeedsLook = true, IsTakenBack = true }))
            .OnlyIfEqual("decision", Attribute.Text(FailureDecision.Resubmitted))
            .OnlyIfAbsent(SuccessorTable.JobId)
            .OnlyIfAbsentOrEqual(SuccessorTable.Token, Attribute.Text(token));

        return UpdateAsync(jobId, update, cancellation);
    }

    public Task MarkHandledAsync(string jobId, CancellationToken cancellation) =>
        table.UpdateAsync(
            JobItems.Partition(jobId),
            JobItems.Sort,
            new ItemUpdate().Set("isHandled", Attribute.Flag(true)).Remove("watch").Remove("changedKey").OnlyIfPresent(Table.PartitionKey),
            cancellation);

    public Task LinkAsync(string failedJobId, string jobId, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set(SuccessorTable.JobId, Attribute.Text(jobId))
            .OnlyIfPresent(Table.PartitionKey)
            .OnlyIfAbsent(SuccessorTable.JobId);

        return table.UpdateAsync(JobItems.Partition(failedJobId), JobItems.Sort, update, cancellation);
    }

    private static AttributeValue Text(StoredVerdict verdict) =>
        Attribute.Text(JsonSerializer.Serialize(verdict, FailureJson.Default.StoredVerdict));

    /// <returns>The record, changed or, where a condition did not hold, as it stands.</returns>
    private async Task<JobRecord?> UpdateAsync(string jobId, ItemUpdate update, CancellationToken cancellation)
    {
        var item = await table.UpdateAsync(JobItems.Partition(jobId), JobItems.Sort, update, cancellation)
            ?? await table.GetAsync(JobItems.Partition(jobId), JobItems.Sort, cancellation);

        return item is null ? null : await _requests.AddAsync(JobItems.ToRecord(item), cancellation);
    }
}

/// <summary>The part of a failed job's record, or of a failed child's item, that says which request stands in for it.</summary>
internal sealed class SuccessorTable(Table table)
{
    public const string Token = "successorToken";

    public const string At = "successorAt";

    /// <summary>The job that the request became.</summary>
    public const string JobId = "resubmittedAs";

    public static SuccessorClaim? Claim(Dictionary<string, AttributeValue> item) =>
        SuccessorClaim.Of(item.TextOf(Token), item.TimeOf(At), item.TextOf(JobId)) is { } claim
            ? claim with { Decision = item.TextOf("decision"), Verdict = DecisionTable.Verdict(item) }
            : null;

    /// <summary>Safe to repeat: a request that has the claim gets it again.</summary>
    public async Task<SuccessorClaim?> ClaimAsync(string failedJobId, string token, DateTimeOffset at, CancellationToken cancellation)
    {
        var (partition, sort) = Place(failedJobId);
        var update = OnlyIfFailed(Mark(token, at), sort).OnlyIfFreeOrEqual(Token, JobId, Attribute.Text(token));
        var item = await table.UpdateAsync(partition, sort, update, cancellation) ?? await table.GetAsync(partition, sort, cancellation);

        return item is not null && IsFailed(item, sort) ? Claim(item) : null;
    }

    public async Task<SuccessorClaim?> FindAsync(string failedJobId, CancellationToken cancellation)
    {
        var (partition, sort) = Place(failedJobId);

        return await table.GetAsync(partition, sort, cancellation) is { } item ? Claim(item) : null;
    }

    /// <summary>Safe to repeat: the second time the claim is not the one that was seen.</summary>
    public Task ReplaceAsync(string failedJobId, SuccessorClaim seen, string token, DateTimeOffset at, CancellationToken cancellation)
    {
        var (partition, sort) = Place(failedJobId);
        var update = Mark(token, at)
            .OnlyIfEqual(Token, Attribute.Text(seen.Token))
            .OnlyIfEqual(At, Attribute.Time(seen.At))
            .OnlyIfAbsent(JobId);

        return table.UpdateAsync(partition, sort, update, cancellation);
    }

    public static ItemUpdate Mark(ItemUpdate update, string token, DateTimeOffset at) =>
        update.Set(Token, Attribute.Text(token)).Set(At, Attribute.Time(at));

    private static ItemUpdate Mark(string token, DateTimeOffset at) => Mark(new ItemUpdate(), token, at);

    private static (string Partition, string Sort) Place(string failedJobId) => ArrayChild.Parse(failedJobId) is var (parentId, index)
        ? (JobItems.Partition(parentId), FailedChildTable.Sort(index))
        : (JobItems.Partition(failedJobId), JobItems.Sort);

    /// <summary>Only failed children have an item.</summary>
    private static ItemUpdate OnlyIfFailed(ItemUpdate update, string sort) => sort == JobItems.Sort
        ? update.OnlyIfEqual("status", Attribute.Text(JobStatus.Failed.Name))
        : update.OnlyIfPresent(Table.PartitionKey);

    private static bool IsFailed(Dictionary<string, AttributeValue> item, string sort) =>
        sort != JobItems.Sort || item.TextOf("status") == JobStatus.Failed.Name;
}

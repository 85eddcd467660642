using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using BatchFunctions.Failures;
using BatchFunctions.Jobs;

namespace BatchFunctions.DynamoDb;

/// <summary>The part of a job's record that says what is done about its failure.</summary>
internal sealed class DecisionTable(Table table)
{
    private const string Stored = "verdict";

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

        return item is null ? null : JobItems.ToRecord(item);
    }
}

using Amazon.DynamoDBv2.Model;
using BatchFunctions.Jobs;

namespace BatchFunctions.DynamoDb;

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

using BatchFunctions.Failures;

namespace BatchFunctions.DynamoDb;

/// <summary>The part of a job's record that says what is done about its failure.</summary>
internal sealed class DecisionTable(Table table)
{
    public Task RecordAsync(string jobId, string decision, string why, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set("decision", Attribute.Text(decision))
            .Set("decisionReason", Attribute.Text(why))
            .OnlyIfPresent(Table.PartitionKey)
            .OnlyIfAbsent("decision");

        return table.UpdateAsync(JobItems.Partition(jobId), JobItems.Sort, update, cancellation);
    }

    public Task TakeBackAsync(string jobId, string why, CancellationToken cancellation)
    {
        var update = new ItemUpdate()
            .Set("decision", Attribute.Text(FailureDecision.GivenUp))
            .Set("decisionReason", Attribute.Text(why))
            .OnlyIfEqual("decision", Attribute.Text(FailureDecision.Resubmitted))
            .OnlyIfAbsent("resubmittedAs");

        return table.UpdateAsync(JobItems.Partition(jobId), JobItems.Sort, update, cancellation);
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
            .Set("resubmittedAs", Attribute.Text(jobId))
            .OnlyIfPresent(Table.PartitionKey)
            .OnlyIfAbsent("resubmittedAs");

        return table.UpdateAsync(JobItems.Partition(failedJobId), JobItems.Sort, update, cancellation);
    }
}

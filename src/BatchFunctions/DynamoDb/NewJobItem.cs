using Amazon.DynamoDBv2.Model;
using BatchFunctions.Jobs;

namespace BatchFunctions.DynamoDb;

/// <summary>The item of a job that was just submitted, before any news of it.</summary>
internal static class NewJobItem
{
    private static readonly int Rank = StatusRank.Of(0, JobStatus.Submitted);

    /// <summary>The attribute that holds the first line of the history.</summary>
    public static string HistoryKey => JobItems.HistoryKey(Rank);

    public static AttributeValue History(SubmittedJob job) =>
        JobItems.FromTransition(new JobTransition(1, JobStatus.Submitted, job.At, null));

    /// <summary>Without a time at which it expires: a job that is not over may be silent as long as it likes.</summary>
    public static Dictionary<string, AttributeValue> Of(SubmittedJob job)
    {
        var item = new Dictionary<string, AttributeValue>
        {
            [Table.PartitionKey] = Attribute.Text(JobItems.Partition(job.JobId)),
            [Table.SortKey] = Attribute.Text(JobItems.Sort),
            ["jobId"] = Attribute.Text(job.JobId),
            ["jobName"] = Attribute.Text(job.Request.JobName),
            ["jobQueue"] = Attribute.Text(job.Request.JobQueue),
            ["jobDefinition"] = Attribute.Text(job.Request.JobDefinition),
            ["status"] = Attribute.Text(JobStatus.Submitted.Name),
            ["rank"] = Attribute.Number(Rank),
            ["queueStatus"] = Attribute.Text(JobItems.QueueStatus(job.Request.JobQueue, JobStatus.Submitted)),
            ["createdAt"] = Attribute.Time(job.At),
            ["createdKey"] = Attribute.Text(JobKeys.Created(job.At, job.JobId)),
            ["day"] = Attribute.Text(JobItems.Day(job.At)),
            ["changedAt"] = Attribute.Time(job.At),
            ["watch"] = Attribute.Text(Watch.Shard(job.JobId)),
            ["changedKey"] = Attribute.Text(JobKeys.Created(job.At, job.JobId)),
            [HistoryKey] = History(job),
            ["request"] = Attribute.Text(job.Request.Body),
            ["token"] = Attribute.Text(job.Request.Token),
            ["resubmission"] = Attribute.Number(job.Request.Resubmission),
        };
        item.AddIfPresent("onFailure", Attribute.TextOrNull(job.Request.OnFailure));
        item.AddIfPresent("submissionId", Attribute.TextOrNull(job.Request.SubmissionId));
        item.AddIfPresent("arraySize", Attribute.NumberOrNull(job.Request.ArraySize));
        item.AddIfPresent("resubmitOf", Attribute.TextOrNull(job.Request.ResubmitOf));
        item.AddIfPresent("originalJobId", Attribute.TextOrNull(job.Request.OriginalJobId));

        return item;
    }
}

using System.Globalization;
using Amazon.DynamoDBv2.Model;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;

namespace BatchFunctions.DynamoDb;

/// <summary>Job records as items, and the parts of them.</summary>
internal static class JobItems
{
    public const string Sort = "JOB";

    /// <summary>What the news of an open job have told last: in one attribute that no index has, so that they are one write.</summary>
    public const string Latest = "latest";

    /// <summary>When an open job has begun to run.</summary>
    public const string Began = "began";

    private const string PartitionPrefix = "JOB#";

    public static string Partition(string jobId) => PartitionPrefix + jobId;

    /// <summary>
    /// The partition of the index by queue: what has succeeded is in one, and all else in another, which has the name under which
    /// earlier versions kept failures. So what is open and what failed is found without reading what succeeded, and all of a queue by two queries.
    /// </summary>
    public static string QueueStatus(string jobQueue, JobStatus status) =>
        QueuePart(jobQueue, (status == JobStatus.Succeeded ? JobStatus.Succeeded : JobStatus.Failed).Name);

    public static string QueuePart(string jobQueue, string part) => $"{ResourceName.Of(jobQueue)}#{part}";

    public static AttributeValue FromAttempts(IReadOnlyList<JobAttempt> attempts) =>
        new() { L = [.. attempts.Select(FromAttempt)], IsLSet = true };

    public static IReadOnlyList<JobAttempt> Attempts(Dictionary<string, AttributeValue> item) => item.ListOf("attempts", ToAttempt);

    public static JobRecord ToRecord(Dictionary<string, AttributeValue> item) => new()
    {
        JobId = JobId(item),
        JobName = item.Required("jobName"),
        JobQueue = item.LatestText("jobQueue") ?? item.Required("jobQueue"),
        JobDefinition = item.LatestText("jobDefinition") ?? item.TextOf("jobDefinition"),
        Status = Status(item),
        StatusReason = item.LatestText("statusReason") ?? item.TextOf("statusReason"),
        CreatedAt = item.RequiredTime("createdAt"),
        StartedAt = item.TimeOf("startedAt") ?? item.TimeOf(Began),
        StoppedAt = item.TimeOf("stoppedAt"),
        Attempts = Attempts(item),
        History = HistoryItems.Read(item),
        ShareIdentifier = item.TextOf("shareIdentifier"),
        ArraySize = item.IntOf("arraySize"),
        Cause = item.TextOf("cause"),
        BlockedReason = item.TextOf("blockedReason"),
        // The mark of a submission. Records of earlier versions hold the request itself.
        IsAccepted = item.ContainsKey("resubmission"),
        Request = item.TextOf("request"),
        OnFailure = item.TextOf("onFailure"),
        Token = item.TextOf("token"),
        SubmissionId = item.TextOf("submissionId"),
        Row = item.IntOf("row"),
        Child = item.IntOf("child"),
        Try = item.IntOf("try") ?? 0,
        ResubmitOf = item.TextOf("resubmitOf"),
        OriginalJobId = item.TextOf("originalJobId"),
        ResubmittedAs = item.TextOf("resubmittedAs"),
        SuccessorToken = item.TextOf(SuccessorTable.Token),
        SuccessorAt = item.TimeOf(SuccessorTable.At),
        Resubmission = item.IntOf("resubmission") ?? 0,
        Decision = item.TextOf("decision"),
        DecisionReason = item.TextOf("decisionReason"),
        Verdict = DecisionTable.Verdict(item),
        IsHandled = item.FlagOf("isHandled"),
        IsForgotten = item.FlagOf("isForgotten"),
        MemoryMiB = item.IntOf("memoryMiB"),
        Vcpus = item.TextOf("vcpus") is { } vcpus ? decimal.Parse(vcpus, CultureInfo.InvariantCulture) : null,
        IsFargate = item.FlagOf("isFargate"),
        Rank = item.IntOf("rank") ?? 0,
        ChangedAt = item.RequiredTime("changedAt"),
    };

    public static JobSummary ToSummary(Dictionary<string, AttributeValue> item) => new()
    {
        JobId = JobId(item),
        JobName = item.Required("jobName"),
        JobQueue = item.LatestText("jobQueue") ?? item.Required("jobQueue"),
        JobDefinition = item.LatestText("jobDefinition") ?? item.TextOf("jobDefinition"),
        Status = Status(item),
        StatusReason = item.LatestText("statusReason") ?? item.TextOf("statusReason"),
        CreatedAt = item.RequiredTime("createdAt"),
        StartedAt = item.TimeOf("startedAt") ?? item.TimeOf(Began),
        StoppedAt = item.TimeOf("stoppedAt"),
        Cause = item.TextOf("cause"),
        ArraySize = item.IntOf("arraySize"),
        SubmissionId = item.TextOf("submissionId"),
    };

    private static string JobId(Dictionary<string, AttributeValue> item) => item.TextOf("jobId") ?? item.Required(Table.PartitionKey)[PartitionPrefix.Length..];

    private static JobStatus Status(Dictionary<string, AttributeValue> item)
    {
        var name = item.LatestText("status") ?? item.Required("status");

        return JobStatusNames.Parse(name) ?? throw new InvalidDataException($"The item {item.TextOf(Table.PartitionKey)} has the status '{name}'.");
    }

    extension(Dictionary<string, AttributeValue> item)
    {
        private string? LatestText(string name) => item.GetValueOrDefault(Latest)?.M?.TextOf(name);
    }

    private static AttributeValue FromAttempt(JobAttempt attempt)
    {
        var entry = new Dictionary<string, AttributeValue>();
        entry.AddIfPresent("exitCode", Attribute.NumberOrNull(attempt.ExitCode));
        entry.AddIfPresent("reason", Attribute.TextOrNull(attempt.Reason));
        entry.AddIfPresent("statusReason", Attribute.TextOrNull(attempt.StatusReason));
        entry.AddIfPresent("logStreamName", Attribute.TextOrNull(attempt.LogStreamName));
        entry.AddIfPresent("startedAt", Attribute.TimeOrNull(attempt.StartedAt));
        entry.AddIfPresent("stoppedAt", Attribute.TimeOrNull(attempt.StoppedAt));
        if (attempt.Containers.Count > 0)
        {
            entry["containers"] = new AttributeValue { L = [.. attempt.Containers.Select(FromContainer)], IsLSet = true };
        }

        return new AttributeValue { M = entry, IsMSet = true };
    }

    private static JobAttempt ToAttempt(Dictionary<string, AttributeValue> entry) => new(
        entry.IntOf("exitCode"),
        entry.TextOf("reason"),
        entry.TextOf("statusReason"),
        entry.TextOf("logStreamName"),
        entry.TimeOf("startedAt"),
        entry.TimeOf("stoppedAt"))
    {
        Containers = entry.ListOf("containers", ToContainer),
    };

    private static AttributeValue FromContainer(ContainerEnd container)
    {
        var entry = new Dictionary<string, AttributeValue> { ["isEssential"] = Attribute.Flag(container.IsEssential) };
        entry.AddIfPresent("name", Attribute.TextOrNull(container.Name));
        entry.AddIfPresent("exitCode", Attribute.NumberOrNull(container.ExitCode));
        entry.AddIfPresent("logStreamName", Attribute.TextOrNull(container.LogStreamName));

        return new AttributeValue { M = entry, IsMSet = true };
    }

    private static ContainerEnd ToContainer(Dictionary<string, AttributeValue> entry) => new(
        entry.TextOf("name"), entry.IntOf("exitCode"), null, entry.TextOf("logStreamName"), entry.FlagOf("isEssential"));
}

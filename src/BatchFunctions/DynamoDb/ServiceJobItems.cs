using System.Globalization;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using BatchFunctions.Jobs;
using BatchFunctions.ServiceJobs;
using BatchFunctions.Wire;

namespace BatchFunctions.DynamoDb;

/// <summary>Records of service jobs as items <c>SERVICEJOB#id</c> / <c>SERVICEJOB</c>, and the parts of them.</summary>
internal static class ServiceJobItems
{
    public const string Sort = "SERVICEJOB";

    public const string Latest = "lastAttempts";

    private const string PartitionPrefix = "SERVICEJOB#";

    /// <summary>A line of the history that tells a status, named by its rank.</summary>
    private const string StatusLine = "h";

    /// <summary>A line that tells a preemption, named by its time and by what it tells: an event that comes twice finds its own.</summary>
    private const string PreemptionLine = "p";

    private const char Separator = '|';

    public static string Partition(string jobId) => PartitionPrefix + jobId;

    public static string JobId(Dictionary<string, AttributeValue> item) => item.Required(Table.PartitionKey)[PartitionPrefix.Length..];

    /// <summary>No part of a queue of other jobs begins with the sign: a queue's name has none, and stands first there.</summary>
    public static string QueuePart(string jobQueue) => $"#SERVICE#{ResourceName.Of(jobQueue)}";

    /// <summary>The attribute that holds the line of what is told; <c>null</c> where a record has lines enough.</summary>
    public static string? LineKey(int rank) => rank is StatusRank.Terminal || ServiceJobStatuses.AttemptOf(rank) <= ServiceJobMoment.MostLines
        ? string.Create(CultureInfo.InvariantCulture, $"{StatusLine}{rank:D7}")
        : null;

    public static string LineKey(ServiceJobMoment preemption) => string.Create(
        CultureInfo.InvariantCulture, $"{PreemptionLine}{preemption.At.ToUnixTimeMilliseconds():D15}{(preemption.Preemption == ServiceJobMoment.PreemptionStarted ? "a" : "b")}");

    public static AttributeValue Line(DateTimeOffset at, string status, string? reason) =>
        Attribute.Text(string.Create(CultureInfo.InvariantCulture, $"{at.ToUnixTimeMilliseconds()}{Separator}{status}{Separator}{reason}"));

    public static AttributeValue? Attempts(ServiceJobRecord news) => news.Attempts.Count > 0
        ? Attribute.Text(JsonSerializer.Serialize([.. news.Attempts], BatchJson.Instance.ListServiceJobAttemptDetail))
        : null;

    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public static ServiceJobRecord Read(Dictionary<string, AttributeValue> item) => new()
    {
        JobId = item.Required("jobId"),
        JobName = item.Required("jobName"),
        JobQueue = item.Required("jobQueue"),
        ServiceJobType = item.TextOf("serviceJobType"),
        Status = item.Required("status"),
        StatusReason = item.TextOf("statusReason"),
        ShareIdentifier = item.TextOf("shareIdentifier"),
        QuotaShareName = item.TextOf("quotaShareName"),
        BlockedReason = item.TextOf("blockedReason"),
        EndedAttempts = item.IntOf("endedAttempts") ?? 0,
        Attempts = item.TextOf(Latest) is { } attempts ? JsonSerializer.Deserialize(attempts, BatchJson.Instance.ListServiceJobAttemptDetail) ?? [] : [],
        Preemptions = item.IntOf("preemptions") ?? 0,
        History = ServiceJobMoment.InOrder([.. Lines(item, StatusLine)], [.. Lines(item, PreemptionLine)]),
        Cause = item.TextOf("cause"),
        Token = item.TextOf("token"),
        ResubmitOf = item.TextOf("resubmitOf"),
        OriginalJobId = item.TextOf("originalJobId"),
        Resubmission = item.IntOf("resubmission") ?? 0,
        Successor = SuccessorTable.Claim(item),
        Decision = item.TextOf("decision"),
        DecisionReason = item.TextOf("decisionReason"),
        Verdict = DecisionTable.Verdict(item),
        IsHandled = item.FlagOf("isHandled"),
        IsForgotten = item.FlagOf("isForgotten"),
        IsToldStuck = item.ContainsKey("stuckAt"),
        CreatedAt = item.RequiredTime("createdAt"),
        StartedAt = item.TimeOf("startedAt"),
        StoppedAt = item.TimeOf("stoppedAt"),
        At = item.RequiredTime("changedAt"),
    };

    private static IEnumerable<ServiceJobMoment> Lines(Dictionary<string, AttributeValue> item, string prefix) => item
        .Where(attribute => attribute.Key.Length > 1 && attribute.Key.StartsWith(prefix, StringComparison.Ordinal) && char.IsAsciiDigit(attribute.Key[1]))
        .OrderBy(attribute => attribute.Key, StringComparer.Ordinal)
        .Select(attribute => Moment(attribute.Key, attribute.Value.S ?? ""));

    private static ServiceJobMoment Moment(string key, string line)
    {
        var parts = line.Split(Separator, 3);
        if (parts.Length < 3 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var at))
        {
            throw new InvalidDataException($"A line of a service job's history is '{line}'.");
        }

        var (time, reason) = (DateTimeOffset.FromUnixTimeMilliseconds(at), parts[2].Length > 0 ? parts[2] : null);

        return key.StartsWith(PreemptionLine, StringComparison.Ordinal)
            ? new(time, parts[1], reason, key.EndsWith('a') ? ServiceJobMoment.PreemptionStarted : ServiceJobMoment.PreemptionCompleted)
            : new(time, parts[1], reason, Attempt: int.Parse(key.AsSpan(1), CultureInfo.InvariantCulture) is var rank && rank < StatusRank.Terminal ? ServiceJobStatuses.AttemptOf(rank) : 0);
    }
}

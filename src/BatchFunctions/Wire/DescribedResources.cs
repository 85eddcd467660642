using Amazon.Batch.Model;

namespace BatchFunctions.Wire;

// The answers of these calls are themselves what they describe. An answer of the SDK has members of its own beside AWS's, its status
// and its length: they are not for callers.

/// <summary>A consumable resource, in AWS's field names. Quantities are whole units of whatever the resource is.</summary>
internal sealed record DescribedConsumableResource
{
    public string? ConsumableResourceName { get; init; }

    public string? ConsumableResourceArn { get; init; }

    public long? TotalQuantity { get; init; }

    public long? InUseQuantity { get; init; }

    public long? AvailableQuantity { get; init; }

    public string? ResourceType { get; init; }

    public long? CreatedAt { get; init; }

    public Dictionary<string, string>? Tags { get; init; }

    public static DescribedConsumableResource Of(DescribeConsumableResourceResponse told) => new()
    {
        ConsumableResourceName = told.ConsumableResourceName,
        ConsumableResourceArn = told.ConsumableResourceArn,
        TotalQuantity = told.TotalQuantity,
        InUseQuantity = told.InUseQuantity,
        AvailableQuantity = told.AvailableQuantity,
        ResourceType = told.ResourceType,
        CreatedAt = told.CreatedAt,
        Tags = told.Tags,
    };
}

/// <summary>A quota share, in AWS's field names.</summary>
internal sealed record DescribedQuotaShare
{
    public string? QuotaShareName { get; init; }

    public string? QuotaShareArn { get; init; }

    public string? JobQueueArn { get; init; }

    public List<QuotaShareCapacityLimit>? CapacityLimits { get; init; }

    public QuotaShareResourceSharingConfiguration? ResourceSharingConfiguration { get; init; }

    public QuotaSharePreemptionConfiguration? PreemptionConfiguration { get; init; }

    public string? State { get; init; }

    public string? Status { get; init; }

    public Dictionary<string, string>? Tags { get; init; }

    public static DescribedQuotaShare Of(DescribeQuotaShareResponse told) => new()
    {
        QuotaShareName = told.QuotaShareName,
        QuotaShareArn = told.QuotaShareArn,
        JobQueueArn = told.JobQueueArn,
        CapacityLimits = told.CapacityLimits,
        ResourceSharingConfiguration = told.ResourceSharingConfiguration,
        PreemptionConfiguration = told.PreemptionConfiguration,
        State = told.State?.Value,
        Status = told.Status?.Value,
        Tags = told.Tags,
    };
}

/// <summary>A service job, in AWS's field names, as DescribeServiceJob and its events tell it.</summary>
internal sealed record DescribedServiceJob
{
    public string? JobId { get; init; }

    public string? JobName { get; init; }

    public string? JobArn { get; init; }

    public string? JobQueue { get; init; }

    public string? ServiceJobType { get; init; }

    public string? Status { get; init; }

    public string? StatusReason { get; init; }

    public string? ShareIdentifier { get; init; }

    public string? QuotaShareName { get; init; }

    public int? SchedulingPriority { get; init; }

    public string? ServiceRequestPayload { get; init; }

    public bool? IsTerminated { get; init; }

    public long? CreatedAt { get; init; }

    public long? ScheduledAt { get; init; }

    public long? StartedAt { get; init; }

    public long? StoppedAt { get; init; }

    public List<ServiceJobAttemptDetail>? Attempts { get; init; }

    public LatestServiceJobAttempt? LatestAttempt { get; init; }

    public List<ServiceJobCapacityUsageDetail>? CapacityUsage { get; init; }

    public ServiceJobRetryStrategy? RetryStrategy { get; init; }

    public ServiceJobTimeout? TimeoutConfig { get; init; }

    public ServiceJobPreemptionConfiguration? PreemptionConfiguration { get; init; }

    public ServiceJobPreemptionSummary? PreemptionSummary { get; init; }

    public Dictionary<string, string>? Tags { get; init; }

    public static DescribedServiceJob Of(DescribeServiceJobResponse told) => new()
    {
        JobId = told.JobId,
        JobName = told.JobName,
        JobArn = told.JobArn,
        JobQueue = told.JobQueue,
        ServiceJobType = told.ServiceJobType?.Value,
        Status = told.Status?.Value,
        StatusReason = told.StatusReason,
        ShareIdentifier = told.ShareIdentifier,
        QuotaShareName = told.QuotaShareName,
        SchedulingPriority = told.SchedulingPriority,
        ServiceRequestPayload = told.ServiceRequestPayload,
        IsTerminated = told.IsTerminated,
        CreatedAt = told.CreatedAt,
        ScheduledAt = told.ScheduledAt,
        StartedAt = told.StartedAt,
        StoppedAt = told.StoppedAt,
        Attempts = told.Attempts,
        LatestAttempt = told.LatestAttempt,
        CapacityUsage = told.CapacityUsage,
        RetryStrategy = told.RetryStrategy,
        TimeoutConfig = told.TimeoutConfig,
        PreemptionConfiguration = told.PreemptionConfiguration,
        PreemptionSummary = told.PreemptionSummary,
        Tags = told.Tags,
    };
}

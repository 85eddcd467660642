using LocalBatch.Api;
using LocalBatch.Api.Model;
using LocalBatch.Jobs;

namespace LocalBatch.ServiceJobs;

/// <summary>Tells of a service job in AWS's shapes.</summary>
internal static class ServiceJobDetails
{
    public static DescribeServiceJobResponse Describe(ServiceJob job, Arns arns) => new()
    {
        Attempts = [.. job.Attempts.Select(attempt => new ServiceJobAttemptDetail
        {
            ServiceResourceId = Resource(attempt.ResourceArn),
            StartedAt = Time(attempt.StartedAt),
            StoppedAt = attempt.StoppedAt,
            StatusReason = attempt.StatusReason,
        })],
        CapacityUsage = [.. job.Demand.Instances.Select(pair => new ServiceJobCapacityUsageDetail { CapacityUnit = pair.Key, Quantity = pair.Value })],
        CreatedAt = job.CreatedAt,
        IsTerminated = job.IsTerminated,
        JobArn = arns.ServiceJob(job.Id),
        JobId = job.Id.ToString(),
        JobName = job.Submitted.JobName,
        JobQueue = job.Queue.Arn,
        LatestAttempt = Latest(job),
        RetryStrategy = job.Submitted.RetryStrategy ?? new() { Attempts = job.Retry.Attempts },
        ScheduledAt = Time(job.ScheduledAt),
        SchedulingPriority = job.Priority,
        ServiceRequestPayload = job.Submitted.ServiceRequestPayload,
        ServiceJobType = ServiceJobType.SAGEMAKER_TRAINING,
        ShareIdentifier = job.Submitted.ShareIdentifier,
        QuotaShareName = job.Submitted.QuotaShareName,
        PreemptionConfiguration = job.Submitted.PreemptionConfiguration,
        PreemptionSummary = PreemptionSummary(job),
        StartedAt = Time(job.StartedAt),
        Status = job.Status.Name,
        StatusReason = job.StatusReason,
        StoppedAt = Time(job.StoppedAt),
        Tags = new(job.Tags),
        TimeoutConfig = job.Submitted.TimeoutConfig,
    };

    public static ServiceJobSummary Summary(ServiceJob job, Arns arns) => new()
    {
        LatestAttempt = Latest(job),
        CapacityUsage = [.. job.Demand.Instances.Select(pair => new ServiceJobCapacityUsageSummary { CapacityUnit = pair.Key, Quantity = pair.Value })],
        CreatedAt = job.CreatedAt,
        JobArn = arns.ServiceJob(job.Id),
        JobId = job.Id.ToString(),
        JobName = job.Submitted.JobName,
        ScheduledAt = Time(job.ScheduledAt),
        ServiceJobType = ServiceJobType.SAGEMAKER_TRAINING,
        ShareIdentifier = job.Submitted.ShareIdentifier,
        QuotaShareName = job.Submitted.QuotaShareName,
        Status = job.Status.Name,
        StatusReason = job.StatusReason,
        StartedAt = Time(job.StartedAt),
        StoppedAt = Time(job.StoppedAt),
        IsTerminated = job.IsTerminated,
    };

    /// <returns><c>null</c> where the job was never preempted.</returns>
    public static ServiceJobPreemptionSummary? PreemptionSummary(ServiceJob job) => job.PreemptedCount == 0
        ? null
        : new()
        {
            PreemptedAttemptCount = job.PreemptedCount,
            RecentPreemptedAttempts = [.. job.Preempted.Select(attempt => new ServiceJobPreemptedAttempt
            {
                ServiceResourceId = Resource(attempt.ResourceArn),
                StartedAt = Time(attempt.StartedAt),
                StoppedAt = attempt.StoppedAt,
                StatusReason = attempt.StatusReason,
            })],
        };

    private static LatestServiceJobAttempt? Latest(ServiceJob job) =>
        job.ResourceArn is { } arn ? new() { ServiceResourceId = Resource(arn) } : null;

    private static ServiceResourceId Resource(string arn) => new() { Name = ServiceResourceIdName.TrainingJobArn, Value = arn };

    private static long? Time(long milliseconds) => milliseconds == 0 ? null : milliseconds;
}

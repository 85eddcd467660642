using Amazon.Batch;
using Amazon.Batch.Model;
using LocalBatch.Jobs;
using LocalBatch.Scheduling;

namespace LocalBatch.Operations;

/// <summary>Tells of a job in AWS's shapes. Reads nothing but its arguments, so that events can be told outside the loop.</summary>
internal sealed class JobDetails(Arns arns)
{
    // AWS: VCPU for jobs on ECS (API_JobCapacityUsageSummary).
    public const string CapacityUnit = "VCPU";

    private static readonly string[] StatusNames = [.. Enumerable.Range(0, Jobs.JobStatus.Count).Select(status => ((Jobs.JobStatus)status).Name)];

    /// <param name="job">How the job stood.</param>
    /// <param name="registered">What its job definition says of the container.</param>
    public JobDetail Detail(JobSnapshot job, ContainerProperties registered)
    {
        var spec = job.Spec;

        return new()
        {
            JobArn = arns.Job(job.Key),
            JobName = spec.Name,
            JobId = job.Key.ToString(),
            JobQueue = spec.Queue.Arn,
            ShareIdentifier = spec.ShareIdentifier,
            SchedulingPriority = spec.PriorityOverride ?? spec.Definition.SchedulingPriority,
            Status = job.Status.Name,
            StatusReason = job.StatusReason,
            Attempts = [.. job.Attempts.Select(attempt => Attempt(attempt, spec))],
            CreatedAt = job.CreatedAt,
            StartedAt = Time(job.StartedAt),
            StoppedAt = Time(job.StoppedAt),
            RetryStrategy = RetryRules.Describe(spec.Retry),
            Timeout = RetryRules.Describe(spec.Timeout),
            DependsOn = [.. spec.DependsOn.Select(Dependency)],
            JobDefinition = spec.Definition.Arn,
            Parameters = new(spec.EffectiveParameters),
            Container = Container(job, registered),
            ArrayProperties = Array(job),
            Tags = new(job.Tags),
            PropagateTags = spec.PropagateTags ?? false,
            PlatformCapabilities = [JobDefinitionRules.Capability(spec.Definition.Platform)],
            ConsumableResourceProperties = ConsumableResourceRules.Describe(spec.Consumables),
            IsCancelled = job.IsCancelled,
            IsTerminated = job.IsTerminated,
        };
    }

    public JobSummary Summary(JobSnapshot job) => new()
    {
        JobArn = arns.Job(job.Key),
        JobId = job.Key.ToString(),
        JobName = job.Spec.Name,
        JobDefinition = job.Spec.Definition.Arn,
        ShareIdentifier = job.Spec.ShareIdentifier,
        CapacityUsage = Usage(job),
        ScheduledAt = Time(job.ScheduledAt),
        CreatedAt = job.CreatedAt,
        Status = job.Status.Name,
        StatusReason = job.StatusReason,
        StartedAt = Time(job.StartedAt),
        StoppedAt = Time(job.StoppedAt),
        Container = Latest(job) is { ExitCode: not null } or { Reason: not null }
            ? new() { ExitCode = Latest(job)?.ExitCode, Reason = Latest(job)?.Reason }
            : null,
        ArrayProperties = Array(job) is { } array
            ? new()
            {
                Size = array.Size,
                Index = array.Index,
                StatusSummary = array.StatusSummary,
                StatusSummaryLastUpdatedAt = array.StatusSummaryLastUpdatedAt,
            }
            : null,
        IsCancelled = job.IsCancelled,
        IsTerminated = job.IsTerminated,
    };

    // Inferred: an array parent takes nothing itself, its children do.
    private static List<JobCapacityUsageSummary>? Usage(JobSnapshot job) =>
        job.Counts is null ? [new() { CapacityUnit = CapacityUnit, Quantity = (double)job.Spec.Demand.Vcpus }] : null;

    private ContainerDetail Container(JobSnapshot job, ContainerProperties registered)
    {
        var container = job.Spec.ResolveContainer();
        var detail = new ContainerDetail
        {
            Image = container.Image,
            Command = [.. container.Command],
            JobRoleArn = registered.JobRoleArn,
            ExecutionRoleArn = registered.ExecutionRoleArn,
            Volumes = registered.Volumes,
            Environment = EnvironmentRules.Describe(container.Environment),
            MountPoints = registered.MountPoints,
            ReadonlyRootFilesystem = registered.ReadonlyRootFilesystem,
            Ulimits = registered.Ulimits,
            Privileged = registered.Privileged,
            User = registered.User,
            NetworkInterfaces = [],
            ResourceRequirements = ResourceRules.Describe(container.Resources),
            Vcpus = container.Resources.LegacyVcpus,
            Memory = container.Resources.LegacyMemory,
            LinuxParameters = registered.LinuxParameters,
            LogConfiguration = registered.LogConfiguration,
            Secrets = registered.Secrets,
            NetworkConfiguration = registered.NetworkConfiguration,
            FargatePlatformConfiguration = registered.FargatePlatformConfiguration,
            EphemeralStorage = registered.EphemeralStorage,
            RuntimePlatform = registered.RuntimePlatform,
            RepositoryCredentials = registered.RepositoryCredentials,
            EnableExecuteCommand = registered.EnableExecuteCommand,
        };
        FillRun(detail, job);

        return detail;
    }

    /// <summary>What the attempt under way adds, else what the last one left.</summary>
    private void FillRun(ContainerDetail detail, JobSnapshot job)
    {
        if (job.Live is { } live)
        {
            detail.TaskArn = arns.Task(live.Host.Cluster, live.TaskId);
            detail.ContainerInstanceArn = Instance(live.Host);

            // AWS: the stream is known once the job is RUNNING (user guide, log streams).
            detail.LogStreamName = job.Status == Jobs.JobStatus.Running ? LogStreams.Name(job.Spec.Definition, live.TaskId) : null;
        }
        else if (job.Status.IsTerminal && Latest(job) is { } last)
        {
            detail.TaskArn = arns.Task(last.Host.Cluster, last.TaskId);
            detail.ContainerInstanceArn = Instance(last.Host);
            detail.LogStreamName = LogStream(last, job.Spec);
            detail.ExitCode = last.ExitCode;
            detail.Reason = last.Reason;
        }
    }

    private AttemptDetail Attempt(AttemptRecord attempt, JobSpec spec) => new()
    {
        StartedAt = Time(attempt.StartedAt),
        StoppedAt = attempt.StoppedAt,
        StatusReason = attempt.StatusReason,
        Container = new()
        {
            TaskArn = arns.Task(attempt.Host.Cluster, attempt.TaskId),
            ContainerInstanceArn = Instance(attempt.Host),
            LogStreamName = LogStream(attempt, spec),
            ExitCode = attempt.ExitCode,
            Reason = attempt.Reason,
            NetworkInterfaces = [],
        },
    };

    private string? Instance(HostIdentity host) =>
        host.ContainerInstanceId is { } id ? arns.ContainerInstance(host.Cluster, id) : null;

    private static string? LogStream(AttemptRecord attempt, JobSpec spec) =>
        attempt.StartedAt == 0 ? null : LogStreams.Name(spec.Definition, attempt.TaskId);

    private static AttemptRecord? Latest(JobSnapshot job) => job.Status.IsTerminal && job.Attempts.Count > 0 ? job.Attempts[^1] : null;

    private static ArrayPropertiesDetail? Array(JobSnapshot job) => job switch
    {
        { Index: >= 0 } => new() { Index = job.Index },
        { Counts: { } counts } => new()
        {
            Size = job.Spec.ArraySize,
            StatusSummary = StatusNames.Zip(counts).ToDictionary(pair => pair.First, pair => pair.Second),
            StatusSummaryLastUpdatedAt = job.CountsUpdatedAt,
        },
        _ => null,
    };

    private static JobDependency Dependency(Dependency dependency) => new()
    {
        JobId = dependency.On?.ToString(),
        Type = dependency.Type switch
        {
            DependencyType.Sequential => ArrayJobDependency.SEQUENTIAL,
            DependencyType.NToN => ArrayJobDependency.N_TO_N,
            _ => null,
        },
    };

    private static long? Time(long milliseconds) => milliseconds == 0 ? null : milliseconds;
}

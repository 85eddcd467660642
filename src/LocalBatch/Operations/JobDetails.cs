using LocalBatch.Api;
using LocalBatch.Api.Model;
using LocalBatch.Jobs;
using LocalBatch.Resources;
using Model = LocalBatch.Api.Model;

namespace LocalBatch.Operations;

/// <summary>Tells of a job in AWS's shapes. Reads nothing but its arguments, so that events can be told outside the loop.</summary>
internal sealed class JobDetails(Arns arns)
{
    // AWS: VCPU for jobs on ECS (API_JobCapacityUsageSummary).
    public const string CapacityUnit = "VCPU";

    private static readonly string[] StatusNames = [.. Enumerable.Range(0, Jobs.JobStatus.Count).Select(status => ((Jobs.JobStatus)status).Name)];

    private readonly TaskDetails _tasks = new(arns);
    private readonly PodDetails _pods = new(arns);

    /// <param name="job">How the job stood.</param>
    /// <param name="registered">Its job definition.</param>
    public JobDetail Detail(JobSnapshot job, Model.JobDefinition registered)
    {
        var spec = job.Spec;
        var part = JobPart.Of(job, registered);

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
            // AWS: attempts of a job on EKS are told of in a list of their own (API_JobDetail).
            Attempts = part.Eks is null ? [.. job.Attempts.Select(attempt => Attempt(attempt, part, spec))] : [],
            EksAttempts = part.Eks is null ? null : [.. job.Attempts.Select(attempt => _pods.Attempt(attempt, part, spec))],
            CreatedAt = job.CreatedAt,
            StartedAt = Time(job.StartedAt),
            StoppedAt = Time(job.StoppedAt),
            RetryStrategy = RetryRules.Describe(spec.Retry),
            Timeout = RetryRules.Describe(spec.Timeout),
            DependsOn = [.. spec.DependsOn.Select(Dependency)],
            JobDefinition = spec.Definition.Arn,
            Parameters = new(spec.EffectiveParameters),
            Container = part.IsWhole ? null : part.Registered is { } container ? Container(job, part, container) : part.Eks is null ? new() : null,
            EcsProperties = part.IsWhole ? null : _tasks.Describe(job, part),
            EksProperties = part.IsWhole ? null : _pods.Describe(job, part),
            NodeProperties = part.IsWhole ? NodeOverrideRules.Effective(registered.NodeProperties, spec.Workload?.Overrides) : null,
            NodeDetails = job.Key.IsNode ? new() { NodeIndex = job.Index, IsMainNode = job.Index == spec.Workload?.Nodes?.Main } : null,
            ArrayProperties = Array(job),
            Tags = new(job.Tags),
            PropagateTags = spec.PropagateTags ?? false,
            PlatformCapabilities = spec.Definition.Platform == Platform.Eks ? [] : [JobDefinitionRules.Capability(spec.Definition.Platform)],
            ConsumableResourceProperties = ConsumableResourceRules.Describe(spec.OwnConsumables),
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
        NodeProperties = job.Spec.Workload?.Nodes is not { } nodes ? null
            : job.Key.IsNode ? new() { NumNodes = nodes.Count, NodeIndex = job.Index, IsMainNode = job.Index == nodes.Main }
            : new() { NumNodes = nodes.Count },
        IsCancelled = job.IsCancelled,
        IsTerminated = job.IsTerminated,
    };

    // Inferred: an array parent takes nothing itself, its children do.
    private static List<JobCapacityUsageSummary>? Usage(JobSnapshot job) =>
        job.Counts is null ? [new() { CapacityUnit = CapacityUnit, Quantity = (double)(job.Key.IsNode ? job.Spec.Workload?.Nodes?.Of(job.Index).Demand ?? job.Spec.Demand : job.Spec.Demand).Vcpus }] : null;

    private ContainerDetail Container(JobSnapshot job, JobPart part, ContainerProperties registered)
    {
        var container = part.Container;
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
        FillRun(detail, job, part);

        return detail;
    }

    /// <summary>What the attempt under way adds, else what the last one left.</summary>
    private void FillRun(ContainerDetail detail, JobSnapshot job, JobPart part)
    {
        if (job.Live is { } live)
        {
            detail.TaskArn = arns.Task(live.Host.Cluster, live.TaskId);
            detail.ContainerInstanceArn = Instance(live.Host);

            // AWS: the stream is known once the job is RUNNING (user guide, log streams).
            detail.LogStreamName = job.Status == Jobs.JobStatus.Running ? part.LogStream(job.Spec, live.TaskId) : null;
        }
        else if (job.Status.IsTerminal && Latest(job) is { } last)
        {
            detail.TaskArn = arns.Task(last.Host.Cluster, last.TaskId);
            detail.ContainerInstanceArn = Instance(last.Host);
            detail.LogStreamName = LogStream(last, part, job.Spec);
            detail.ExitCode = last.ExitCode;
            detail.Reason = last.Reason;
        }
    }

    private AttemptDetail Attempt(AttemptRecord attempt, JobPart part, JobSpec spec) => new()
    {
        StartedAt = Time(attempt.StartedAt),
        StoppedAt = attempt.StoppedAt,
        StatusReason = attempt.StatusReason,
        Container = part.Task is not null ? new() : new()
        {
            TaskArn = arns.Task(attempt.Host.Cluster, attempt.TaskId),
            ContainerInstanceArn = Instance(attempt.Host),
            LogStreamName = LogStream(attempt, part, spec),
            ExitCode = attempt.ExitCode,
            Reason = attempt.Reason,
            NetworkInterfaces = [],
        },
        TaskProperties = part.Task is null ? null : [_tasks.Attempt(attempt, part, spec)],
    };

    private string? Instance(HostIdentity host) => host.ContainerInstanceId is { } id ? arns.ContainerInstance(host.Cluster, id) : null;

    private static string? LogStream(AttemptRecord attempt, JobPart part, JobSpec spec) =>
        attempt.StartedAt == 0 ? null : part.LogStream(spec, attempt.TaskId);

    public static AttemptRecord? Latest(JobSnapshot job) => job.Status.IsTerminal && job.Attempts.Count > 0 ? job.Attempts[^1] : null;

    private static ArrayPropertiesDetail? Array(JobSnapshot job) => job switch
    {
        { Key.IsNode: true } => null,
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

using LocalBatch.Api;
using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Jobs;
using LocalBatch.Resources;
using LocalBatch.ServiceJobs;

namespace LocalBatch.Operations;

/// <summary>What a job queue may be made of.</summary>
internal static class JobQueueRules
{
    // AWS: the reasons a queue rule may name (API_JobStateTimeLimitAction); the rest of a queue's troubles is not for rules.
    private static readonly string[] TimeLimitReasons =
    [
        "CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY",
        BlockingReason.MaxResource.Prefix,
        BlockingReason.ResourceRequirement.Prefix,
    ];

    // AWS: user guide, service jobs stuck in RUNNABLE.
    private static readonly string[] ServiceTimeLimitReasons = [ServiceReasons.Capacity, ServiceReasons.MaxResource, ServiceReasons.QuotaExceeded];

    /// <summary>The environments in the order they are tried.</summary>
    /// <exception cref="ClientException">There are too few, too many, twice the same, of two kinds, or one is not VALID.</exception>
    public static IReadOnlyList<EnvironmentOrder> Environments(List<ComputeEnvironmentOrder>? order, EngineState state)
    {
        Require.Not(order is not { Count: > 0 }, AwsTexts.OrderMissing);
        var given = order ?? [];
        Require.Not(given.Count > Limits.EnvironmentsInQueue, AwsTexts.TooManyEnvironments);
        var names = given.Select(entry => state.Arns.Name("compute-environment", entry.ComputeEnvironment) ?? entry.ComputeEnvironment).ToList();
        Require.Not(names.Distinct().Count() < names.Count, AwsTexts.DuplicateEnvironment);
        Require.Not(given.DistinctBy(entry => entry.Order).Count() < given.Count, AwsTexts.DuplicateOrder);
        var environments = new List<EnvironmentOrder>();
        foreach (var entry in given)
        {
            var found = state.FindComputeEnvironment(entry.ComputeEnvironment)?.Environment;
            environments.Add(found is { Status: LifecycleStatus.Valid }
                ? new(entry.Order.GetValueOrDefault(), found)
                : throw ClientException.Wrapped(AwsTexts.EnvironmentsNotValid));
        }

        Require.Not(environments.DistinctBy(entry => entry.Environment.Offer.Platform).Count() > 1, OwnTexts.MixedEnvironments);

        return [.. environments.OrderBy(entry => entry.Order)];
    }

    /// <summary>Before the environments are looked at: a queue for SageMaker has none.</summary>
    /// <exception cref="ClientException">The type needs other environments.</exception>
    public static void CheckKind(JobQueueType? type)
    {
        Require.Not(type == JobQueueType.SAGEMAKER_TRAINING, AwsTexts.SageMakerQueue);
    }

    /// <exception cref="ClientException">It is no policy, does not exist, or is one for quota shares in a queue of container jobs.</exception>
    public static SchedulingPolicy? Policy(string? arn, EngineState state, bool isOfServices = false)
    {
        if (string.IsNullOrEmpty(arn))
        {
            return null;
        }

        Require.Not(!arn.Contains($":{Arns.SchedulingPolicyKind}/", StringComparison.Ordinal), AwsTexts.PolicyArn);
        var policy = state.FindSchedulingPolicy(arn) ?? throw ClientException.Raw(AwsTexts.DoesNotExist(arn));
        Require.Not(policy.IsOfQuotaShares && !isOfServices, AwsTexts.QuotaOnContainerQueue);

        return policy;
    }

    /// <exception cref="ClientException">The type does not fit the environments.</exception>
    public static void CheckType(JobQueueType? type, IReadOnlyList<EnvironmentOrder> environments)
    {
        Require.Not(type == JobQueueType.EKS && Type(environments) != JobQueueType.EKS, AwsTexts.EksQueue);
        Require.Not(type is not null && type != Type(environments), OwnTexts.Invalid("jobQueueType", $"must be {Type(environments)} for these compute environments"));
    }

    public static JobQueueType Type(IReadOnlyList<EnvironmentOrder> environments) =>
        (environments.Count == 0 ? Platform.Ec2 : environments[0].Environment.Offer.Platform) switch
        {
            Platform.Fargate => JobQueueType.ECS_FARGATE,
            Platform.ManagedInstances => JobQueueType.ECS_MANAGED_INSTANCES,
            Platform.Eks => JobQueueType.EKS,
            _ => JobQueueType.ECS,
        };

    /// <exception cref="ClientException">An action breaks one of AWS's rules.</exception>
    /// <param name="isOfServices">Whether the queue is one of service jobs.</param>
    public static IReadOnlyList<TimeLimitAction> TimeLimits(List<JobStateTimeLimitAction>? actions, bool isOfServices = false)
    {
        var given = actions ?? [];
        var (action, reasons) = isOfServices
            ? (JobStateTimeLimitActionsAction.TERMINATE, ServiceTimeLimitReasons)
            : (JobStateTimeLimitActionsAction.CANCEL, TimeLimitReasons);
        foreach (var limit in given)
        {
            Require.Not(limit.Action != action, isOfServices ? OwnTexts.ServiceTimeLimitAction : AwsTexts.TimeLimitAction);
            Require.Not(
                !reasons.Contains(limit.Reason),
                OwnTexts.Invalid("jobStateTimeLimitActions.reason", $"must be one of {string.Join(", ", reasons)}"));
            Require.Not(
                limit.MaxTimeSeconds is not (>= Limits.ShortestTimeLimitSeconds and <= Limits.LongestTimeLimitSeconds),
                OwnTexts.TimeLimitRange);
        }

        Require.Not(given.DistinctBy(action => action.Reason).Count() < given.Count, AwsTexts.DuplicateTimeLimit);

        return [.. given.Select(action => new TimeLimitAction(action.Reason, TimeSpan.FromSeconds(action.MaxTimeSeconds.GetValueOrDefault())))];
    }

    public static JobQueueDetail Describe(JobQueue queue) => new()
    {
        JobQueueName = queue.Name,
        JobQueueArn = queue.Arn,
        State = queue.IsEnabled ? JQState.ENABLED : JQState.DISABLED,
        Status = queue.Status.Name,
        StatusReason = queue.StatusReason,
        SchedulingPolicyArn = queue.Policy?.Arn,
        Priority = queue.Priority,
        ComputeEnvironmentOrder =
        [
            .. queue.Environments.Select(entry => new ComputeEnvironmentOrder { Order = entry.Order, ComputeEnvironment = entry.Environment.Arn }),
        ],
        ServiceEnvironmentOrder = queue.Services is { } services ? [new() { Order = services.Order, ServiceEnvironment = services.Environment.Arn }] : [],
        JobQueueType = queue.Services is null ? Type(queue.Environments) : JobQueueType.SAGEMAKER_TRAINING,
        Tags = new(queue.Tags),
        JobStateTimeLimitActions =
        [
            .. queue.TimeLimits.Select(limit => new JobStateTimeLimitAction
            {
                Reason = limit.Reason,
                State = JobStateTimeLimitActionsState.RUNNABLE,
                MaxTimeSeconds = (int)limit.MaxTime.TotalSeconds,
                Action = queue.Services is null ? JobStateTimeLimitActionsAction.CANCEL : JobStateTimeLimitActionsAction.TERMINATE,
            }),
        ],
    };
}

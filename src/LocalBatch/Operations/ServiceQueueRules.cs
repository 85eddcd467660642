using LocalBatch.Api;
using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Jobs;
using LocalBatch.Resources;
using LocalBatch.ServiceJobs;

namespace LocalBatch.Operations;

/// <summary>What a job queue of the type SAGEMAKER_TRAINING may be made of.</summary>
internal static class ServiceQueueRules
{
    /// <summary>Whether a request speaks of such a queue.</summary>
    public static bool IsMeant(CreateJobQueueRequest request) =>
        request.ServiceEnvironmentOrder is { Count: > 0 } || request.JobQueueType == JobQueueType.SAGEMAKER_TRAINING;

    /// <exception cref="ClientException">The order is missing or beside another, its environment is not VALID, or does not fit the policy.</exception>
    public static (ServiceEnvironment Environment, int Order) Environment(CreateJobQueueRequest request, SchedulingPolicy? policy, EngineState state)
    {
        // AWS: never both orders (API_CreateJobQueue).
        Require.Not(request.ComputeEnvironmentOrder is { Count: > 0 }, OwnTexts.BothOrders);
        Require.Not(request.ServiceEnvironmentOrder is not { Count: > 0 }, AwsTexts.SageMakerQueue);
        Require.Not(
            request.JobQueueType is not null && request.JobQueueType != JobQueueType.SAGEMAKER_TRAINING,
            OwnTexts.Invalid("jobQueueType", $"must be {JobQueueType.SAGEMAKER_TRAINING} for service environments"));

        return Environment(request.ServiceEnvironmentOrder, policy, null, state);
    }

    /// <param name="queue">The queue that is changed; <c>null</c> for a new one.</param>
    /// <exception cref="ClientException">There is not one environment, it is not VALID, or does not fit the policy.</exception>
    public static (ServiceEnvironment Environment, int Order) Environment(
        List<ServiceEnvironmentOrder> order, SchedulingPolicy? policy, JobQueue? queue, EngineState state)
    {
        // AWS: one service environment a queue (user guide, service quotas).
        Require.Not(order.Count != 1, OwnTexts.OneServiceEnvironment);
        var environment = state.FindServiceEnvironment(order[0].ServiceEnvironment ?? "");
        if (environment is not { Status: LifecycleStatus.Valid })
        {
            throw ClientException.Wrapped(AwsTexts.ServiceEnvironmentsNotValid);
        }

        if (policy is { IsOfQuotaShares: true })
        {
            Require.Not(!environment.CountsTypes, OwnTexts.QuotaNeedsTypes);
            Require.Not(
                state.JobQueues.Values.Any(other => other != queue && other.Policy is { IsOfQuotaShares: true } && other.Services?.Environment == environment),
                OwnTexts.QuotaEnvironmentTaken);
        }

        return (environment, order[0].Order.GetValueOrDefault());
    }
}

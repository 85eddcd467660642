using LocalBatch.Api;
using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Jobs;
using LocalBatch.Resources;
using LocalBatch.ServiceJobs;

namespace LocalBatch.Operations;

/// <summary>Makes a quota share in a job queue whose policy is one of quota shares: CREATING at once, VALID a moment later.</summary>
internal static class CreateQuotaShare
{
    /// <exception cref="ClientException">The request breaks one of AWS's rules, the queue takes no shares, or the name is taken.</exception>
    public static CreateQuotaShareResponse Run(CreateQuotaShareRequest request, EngineState state)
    {
        var name = Require.Name(request.QuotaShareName, OwnTexts.QuotaShareName);
        var given = Require.Text(request.JobQueue, "jobQueue");
        var limits = ServiceEnvironmentRules.Limits(request.CapacityLimits);
        var sharing = QuotaShareRules.Sharing(request.ResourceSharingConfiguration);
        Require.Not(request.PreemptionConfiguration?.InSharePreemption is null, OwnTexts.IsRequired("preemptionConfiguration.inSharePreemption"));
        var tags = TagRules.Check(request.Tags);
        var (queue, services) = Queue(given, state);
        Require.Free(services.QuotaShares.ContainsKey(name));
        Require.Not(services.QuotaShares.Count >= Limits.QuotaShares, OwnTexts.QuotaReached("quota shares in a job queue", Limits.QuotaShares));
        var share = new QuotaShare(name, Arns.QuotaShare(queue.Arn, name), queue)
        {
            IsEnabled = request.State != QuotaShareState.DISABLED,
            Limits = limits,
            Sharing = sharing,
            HasInSharePreemption = request.PreemptionConfiguration?.InSharePreemption == QuotaShareInSharePreemptionState.ENABLED,
            Tags = tags,
        };
        services.QuotaShares.Add(name, share);
        state.Services.Shares.Add(share.Arn, share);
        ServiceLifecycle.Begin(state, share, LifecycleStatus.Creating);

        return new() { QuotaShareName = name, QuotaShareArn = share.Arn };
    }

    private static (JobQueue Queue, ServiceQueue Services) Queue(string given, EngineState state)
    {
        var queue = state.FindJobQueue(given) ?? throw ClientException.Raw(AwsTexts.QueueNotFound(given));
        if (queue is not { Policy.IsOfQuotaShares: true, Services: { } services })
        {
            throw ClientException.Raw(OwnTexts.NoQuotaQueue(queue.Arn));
        }

        // AWS: the queue must be VALID (API_CreateQuotaShare).
        return queue.Status is LifecycleStatus.Valid or LifecycleStatus.Updating
            ? (queue, services)
            : throw ClientException.Raw(OwnTexts.QueueNotValid(queue.Arn, queue.Status.Name));
    }
}

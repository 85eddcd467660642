using LocalBatch.Api;
using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Resources;

namespace LocalBatch.Operations;

/// <summary>
/// Changes a quota share. What its jobs hold beyond lowered limits counts as borrowed: it is taken back when another share
/// needs its own.
/// </summary>
internal static class UpdateQuotaShare
{
    /// <exception cref="ClientException">The share does not exist or is changing, or the request breaks one of AWS's rules.</exception>
    public static UpdateQuotaShareResponse Run(UpdateQuotaShareRequest request, EngineState state)
    {
        var share = QuotaShareRules.Find(request.QuotaShareArn, state);
        var limits = request.CapacityLimits is { Count: > 0 } given ? ServiceEnvironmentRules.Limits(given) : share.Limits;
        var sharing = request.ResourceSharingConfiguration is { } wanted ? QuotaShareRules.Sharing(wanted) : share.Sharing;
        if (share.Status.IsChanging)
        {
            throw ClientException.Raw(OwnTexts.UpdateBeingModified);
        }

        share.Limits = limits;
        share.Sharing = sharing;
        share.HasInSharePreemption = request.PreemptionConfiguration?.InSharePreemption is { } preemption
            ? preemption == QuotaShareInSharePreemptionState.ENABLED
            : share.HasInSharePreemption;
        share.IsEnabled = request.State is null ? share.IsEnabled : request.State == QuotaShareState.ENABLED;
        state.Services.MayDispatch = true;
        ServiceLifecycle.Begin(state, share, LifecycleStatus.Updating);

        return new() { QuotaShareName = share.Name, QuotaShareArn = share.Arn };
    }
}

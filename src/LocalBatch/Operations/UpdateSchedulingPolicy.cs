using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Jobs;

namespace LocalBatch.Operations;

/// <summary>Replaces the rules of a scheduling policy; every queue that uses it goes by them from now on.</summary>
internal static class UpdateSchedulingPolicy
{
    /// <exception cref="ClientException">The policy does not exist or is of the other kind, or the request breaks one of AWS's rules.</exception>
    public static UpdateSchedulingPolicyResponse Run(UpdateSchedulingPolicyRequest request, EngineState state)
    {
        var arn = Require.Text(request.Arn, "arn");
        SchedulingPolicyRules.Check(request.FairsharePolicy, request.QuotaSharePolicy);
        var policy = state.FindSchedulingPolicy(arn) ?? throw ClientException.Raw(AwsTexts.DoesNotExist(arn));

        // AWS: a policy of one kind cannot become one of the other (API_CreateSchedulingPolicy).
        Require.Not(request.QuotaSharePolicy is not null && !policy.IsOfQuotaShares, OwnTexts.KindOfPolicy("fairsharePolicy"));
        Require.Not(request.FairsharePolicy is not null && policy.IsOfQuotaShares, OwnTexts.KindOfPolicy("quotaSharePolicy"));
        if (request.FairsharePolicy is { } given)
        {
            policy.FairShare = SchedulingPolicyRules.FairShare(given);
            state.Catalog.Touch(CatalogKind.SchedulingPolicy, policy.Name);

            // A smaller reserve may let a job start.
            state.Jobs.MayPlace = true;
        }

        return new();
    }
}

using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Jobs;

namespace LocalBatch.Operations;

/// <summary>Makes a scheduling policy; it is there at once. Without either kind it is a fair-share policy of the defaults.</summary>
internal static class CreateSchedulingPolicy
{
    /// <exception cref="ClientException">The request breaks one of AWS's rules, or the name is taken.</exception>
    public static CreateSchedulingPolicyResponse Run(CreateSchedulingPolicyRequest request, EngineState state)
    {
        var name = Require.Name(request.Name, AwsTexts.SchedulingPolicyName);
        SchedulingPolicyRules.Check(request.FairsharePolicy, request.QuotaSharePolicy);
        TagRules.Check(request.Tags);
        Require.Free(state.SchedulingPolicies.ContainsKey(name));
        Require.Not(
            state.SchedulingPolicies.Count >= Limits.SchedulingPolicies, OwnTexts.QuotaReached("scheduling policies", Limits.SchedulingPolicies));
        var policy = SchedulingPolicyRules.Of(new()
        {
            Name = name,
            Arn = state.Arns.SchedulingPolicy(name),
            FairsharePolicy = request.FairsharePolicy,
            QuotaSharePolicy = request.QuotaSharePolicy,
            Tags = request.Tags,
        });
        state.SchedulingPolicies.Add(name, policy);
        state.Catalog.Touch(CatalogKind.SchedulingPolicy, name);

        return new() { Name = name, Arn = policy.Arn };
    }
}

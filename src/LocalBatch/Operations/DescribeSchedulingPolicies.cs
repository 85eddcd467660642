using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Resources;

namespace LocalBatch.Operations;

/// <summary>Tells of the scheduling policies named by ARN. Unknown ones are left out.</summary>
internal static class DescribeSchedulingPolicies
{
    /// <exception cref="ClientException">Too many ARNs.</exception>
    public static DescribeSchedulingPoliciesResponse Run(DescribeSchedulingPoliciesRequest request, EngineState state)
    {
        var arns = request.Arns ?? [];
        Require.Not(arns.Count > Limits.DescribedAtOnce, OwnTexts.TooManyNames("arns"));

        return new()
        {
            SchedulingPolicies = [.. arns.Select(state.FindSchedulingPolicy).OfType<SchedulingPolicy>().Distinct().Select(SchedulingPolicyRules.Describe)],
        };
    }
}

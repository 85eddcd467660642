using LocalBatch.Api.Model;
using LocalBatch.Books;

namespace LocalBatch.Operations;

/// <summary>Lists the ARNs of all scheduling policies, page by page.</summary>
internal static class ListSchedulingPolicies
{
    /// <exception cref="ClientException">A page size below 1, or a foreign token.</exception>
    public static ListSchedulingPoliciesResponse Run(ListSchedulingPoliciesRequest request, EngineState state)
    {
        var (page, token) = Paging.Page(
            state.SchedulingPolicies.Values, policy => policy.Name, "SchedulingPolicies", request.MaxResults, request.NextToken);

        return new() { SchedulingPolicies = [.. page.Select(policy => new SchedulingPolicyListingDetail { Arn = policy.Arn })], NextToken = token };
    }
}

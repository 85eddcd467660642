using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Jobs;

namespace LocalBatch.Operations;

/// <summary>Tells of the compute environments named, or page by page of all. Unknown names are left out.</summary>
internal static class DescribeComputeEnvironments
{
    /// <exception cref="ClientException">Too many names, names with <c>maxResults</c>, or a foreign token.</exception>
    public static DescribeComputeEnvironmentsResponse Run(DescribeComputeEnvironmentsRequest request, EngineState state)
    {
        if (request.ComputeEnvironments is { Count: > 0 } names)
        {
            Require.Not(request.MaxResults is not null, AwsTexts.NamesAndMaxResults("ComputeEnvironments"));
            Require.Not(names.Count > Limits.DescribedAtOnce, OwnTexts.TooManyNames("computeEnvironments"));
            var found = names.Select(state.FindComputeEnvironment).OfType<ComputeEnvironmentEntry>().Distinct();

            return new() { ComputeEnvironments = [.. found.Select(ComputeEnvironmentRules.Describe)] };
        }

        var (page, token) = Paging.Page(
            state.ComputeEnvironments.Values, entry => entry.Environment.Name, "ComputeEnvironments", request.MaxResults, request.NextToken);

        return new() { ComputeEnvironments = [.. page.Select(ComputeEnvironmentRules.Describe)], NextToken = token };
    }
}

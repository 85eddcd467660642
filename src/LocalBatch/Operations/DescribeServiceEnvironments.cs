using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.ServiceJobs;

namespace LocalBatch.Operations;

/// <summary>Tells of the service environments named, or page by page of all. Unknown names are left out.</summary>
internal static class DescribeServiceEnvironments
{
    /// <exception cref="ClientException">Too many names, names with <c>maxResults</c>, or a foreign token.</exception>
    public static DescribeServiceEnvironmentsResponse Run(DescribeServiceEnvironmentsRequest request, EngineState state)
    {
        if (request.ServiceEnvironments is { Count: > 0 } names)
        {
            Require.Not(request.MaxResults is not null, AwsTexts.NamesAndMaxResults("ServiceEnvironments"));
            Require.Not(names.Count > Limits.DescribedAtOnce, OwnTexts.TooManyNames("serviceEnvironments"));
            var found = names.Select(state.FindServiceEnvironment).OfType<ServiceEnvironment>().Distinct();

            return new() { ServiceEnvironments = [.. found.Select(ServiceEnvironmentRules.Describe)] };
        }

        var (page, token) = Paging.Page(
            state.Services.Environments.Values, environment => environment.Name, "ServiceEnvironments", request.MaxResults, request.NextToken);

        return new() { ServiceEnvironments = [.. page.Select(ServiceEnvironmentRules.Describe)], NextToken = token };
    }
}

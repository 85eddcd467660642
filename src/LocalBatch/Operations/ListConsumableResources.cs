using LocalBatch.Api.Model;
using LocalBatch.Books;

namespace LocalBatch.Operations;

/// <summary>Lists consumable resources by name, page by page.</summary>
internal static class ListConsumableResources
{
    private const string NameFilter = "CONSUMABLE_RESOURCE_NAME";

    /// <exception cref="ClientException">An unknown filter, a page size below 1, or a foreign token.</exception>
    public static ListConsumableResourcesResponse Run(ListConsumableResourcesRequest request, EngineState state)
    {
        var filters = (request.Filters ?? []).Select(filter => (filter.Name, Values: filter.Values ?? [])).ToList();
        Require.Not(filters.Exists(filter => filter.Name != NameFilter), OwnTexts.Invalid("filters.name", $"must be {NameFilter}"));
        var found = state.Jobs.Consumables.All.Where(resource =>
            filters.TrueForAll(filter => filter.Values.Exists(value => NamePattern.Matches(value, resource.Name))));
        var (page, token) = Paging.Page(
            found, resource => resource.Name, $"ConsumableResources {NamePattern.Question(filters)}", request.MaxResults, request.NextToken);

        return new()
        {
            ConsumableResources =
            [
                .. page.Select(resource => new ConsumableResourceSummary
                {
                    ConsumableResourceArn = resource.Arn,
                    ConsumableResourceName = resource.Name,
                    TotalQuantity = resource.Total,
                    InUseQuantity = resource.InUse,
                    ResourceType = ConsumableResourceRules.TypeName(resource),
                }),
            ],
            NextToken = token,
        };
    }
}

using LocalBatch.Api.Model;
using LocalBatch.Books;

namespace LocalBatch.Operations;

/// <summary>Tells how much there is of a consumable resource, and how much of it is in use.</summary>
internal static class DescribeConsumableResource
{
    /// <exception cref="ClientException">There is no such resource.</exception>
    public static DescribeConsumableResourceResponse Run(DescribeConsumableResourceRequest request, EngineState state)
    {
        var resource = ConsumableResourceRules.Find(request.ConsumableResource, state);

        return new()
        {
            ConsumableResourceName = resource.Name,
            ConsumableResourceArn = resource.Arn,
            TotalQuantity = resource.Total,
            InUseQuantity = resource.InUse,
            AvailableQuantity = resource.Available,
            ResourceType = ConsumableResourceRules.TypeName(resource),
            CreatedAt = resource.CreatedAt,
            Tags = new(resource.Tags),
        };
    }
}

using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Jobs;
using LocalBatch.Resources;

namespace LocalBatch.Operations;

/// <summary>Makes a consumable resource; it is there at once, also for jobs that wait for one of its name.</summary>
internal static class CreateConsumableResource
{
    /// <exception cref="ClientException">The request breaks one of AWS's rules, or the name is taken.</exception>
    public static CreateConsumableResourceResponse Run(CreateConsumableResourceRequest request, EngineState state)
    {
        var name = Require.Name(request.ConsumableResourceName, AwsTexts.ConsumableResourceName);
        Require.Not(request.TotalQuantity < 0, AwsTexts.TotalQuantity);
        Require.Not(
            request.ResourceType is not (null or ConsumableResourceRules.Replenishable or ConsumableResourceRules.NonReplenishable),
            OwnTexts.Invalid("resourceType", $"must be {ConsumableResourceRules.Replenishable} or {ConsumableResourceRules.NonReplenishable}"));
        var tags = TagRules.Check(request.Tags);
        var consumables = state.Jobs.Consumables;
        Require.Free(consumables.Find(name) is not null);
        Require.Not(consumables.All.Count >= Limits.ConsumableResources, OwnTexts.QuotaReached("consumable resources", Limits.ConsumableResources));
        var resource = new ConsumableResource(
            name, state.Arns.ConsumableResource(name), request.ResourceType != ConsumableResourceRules.NonReplenishable, state.Now)
        {
            Quantity = request.TotalQuantity ?? 0,
            Tags = tags,
        };
        consumables.Add(resource);
        state.Catalog.Touch(CatalogKind.ConsumableResource, name);
        state.Jobs.MayPlace = true;

        return new() { ConsumableResourceName = name, ConsumableResourceArn = resource.Arn };
    }
}

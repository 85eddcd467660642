using Amazon.Batch.Model;

namespace LocalBatch.Operations;

/// <summary>What <c>consumableResourceProperties</c> may say.</summary>
internal static class ConsumableResourceRules
{
    private const int Most = 5;

    /// <exception cref="ClientException">There are too many, one is there twice, or one is incomplete.</exception>
    public static void Check(ConsumableResourceProperties? properties)
    {
        var resources = properties?.ConsumableResourceList ?? [];
        Require.Not(resources.Count > Most, AwsTexts.TooManyConsumables);
        Require.Not(resources.DistinctBy(resource => resource.ConsumableResource).Count() < resources.Count, AwsTexts.DuplicateConsumable);
        foreach (var resource in resources)
        {
            Require.Not(string.IsNullOrEmpty(resource.ConsumableResource), OwnTexts.IsRequired("consumableResourceProperties.consumableResource"));
            Require.Not(resource.Quantity is not >= 0, OwnTexts.Invalid("consumableResourceProperties.quantity", "must be at least 0"));
        }
    }
}

using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Jobs;
using LocalBatch.Resources;

namespace LocalBatch.Operations;

/// <summary>What consumable resources are called and may hold, and what <c>consumableResourceProperties</c> may say of them.</summary>
internal static class ConsumableResourceRules
{
    public const string Replenishable = "REPLENISHABLE";
    public const string NonReplenishable = "NON_REPLENISHABLE";

    private const int Most = 5;

    /// <exception cref="ClientException">There are too many, one is there twice, or one is incomplete.</exception>
    public static void Check(ConsumableResourceProperties? properties)
    {
        var resources = properties?.ConsumableResourceList ?? [];
        Require.Not(resources.Count > Most, AwsTexts.TooManyConsumables);
        foreach (var resource in resources)
        {
            Require.Not(string.IsNullOrEmpty(resource.ConsumableResource), OwnTexts.IsRequired("consumableResourceProperties.consumableResource"));
            Require.Not(resource.Quantity is not >= 0, OwnTexts.Invalid("consumableResourceProperties.quantity", "must be at least 0"));
        }

        // A name and its ARN are one resource.
        Require.Not(Needs(properties) is { } needs && needs.DistinctBy(need => need.Name).Count() < needs.Count, AwsTexts.DuplicateConsumable);
    }

    /// <returns><c>null</c> where nothing is said of them.</returns>
    public static IReadOnlyList<ConsumableNeed>? Needs(ConsumableResourceProperties? properties) =>
        properties?.ConsumableResourceList is { } resources
            ? [.. resources.Select(resource => new ConsumableNeed(resource.ConsumableResource, resource.Quantity.GetValueOrDefault()))]
            : null;

    /// <returns><c>null</c> where there are none.</returns>
    public static ConsumableResourceProperties? Describe(IReadOnlyList<ConsumableNeed> needs) => needs.Count == 0
        ? null
        : new()
        {
            ConsumableResourceList =
            [
                .. needs.Select(need => new ConsumableResourceRequirement { ConsumableResource = need.Resource, Quantity = need.Quantity }),
            ],
        };

    public static string TypeName(ConsumableResource resource) => resource.IsReplenishable ? Replenishable : NonReplenishable;

    /// <exception cref="ClientException">It is missing, or there is none.</exception>
    public static ConsumableResource Find(string? nameOrArn, EngineState state)
    {
        var given = Require.Text(nameOrArn, "consumableResource");

        return state.FindConsumableResource(given)
            ?? throw ClientException.Raw(AwsTexts.DoesNotExist(
                state.Arns.Name(Arns.ConsumableResourceKind, given) is { } name ? state.Arns.ConsumableResource(name) : given));
    }
}

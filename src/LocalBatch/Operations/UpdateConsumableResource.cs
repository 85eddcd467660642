using System.Globalization;
using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Jobs;
using LocalBatch.Resources;

namespace LocalBatch.Operations;

/// <summary>Sets, raises or lowers how much there is of a consumable resource. Idempotent by client token, for eight hours.</summary>
internal static class UpdateConsumableResource
{
    // AWS: a clientToken is valid for 8 hours (API_UpdateConsumableResource).
    private static readonly TimeSpan TokenLife = TimeSpan.FromHours(8);

    /// <exception cref="ClientException">There is no such resource, or the quantity would be negative.</exception>
    public static UpdateConsumableResourceResponse Run(UpdateConsumableResourceRequest request, EngineState state)
    {
        Require.Not(request.Operation is not ("SET" or "ADD" or "REMOVE"), OwnTexts.Invalid("operation", "must be SET, ADD or REMOVE"));
        Require.Not(request.Quantity is not >= 0, OwnTexts.Invalid("quantity", "must be at least 0"));
        var resource = ConsumableResourceRules.Find(request.ConsumableResource, state);
        if (!IsRepeated(request, resource, state.Now))
        {
            resource.Quantity = Changed(resource.Quantity, request.Operation, request.Quantity.GetValueOrDefault());
            Remember(request, resource, state.Now);
            state.Catalog.Touch(CatalogKind.ConsumableResource, resource.Name);
            state.Jobs.MayPlace = true;
        }

        return new() { ConsumableResourceName = resource.Name, ConsumableResourceArn = resource.Arn, TotalQuantity = resource.Total };
    }

    private static long Changed(long old, string operation, long quantity)
    {
        // Inferred: AWS's text for a negative total where one is created.
        Require.Not(operation == "REMOVE" && quantity > old, AwsTexts.TotalQuantity);
        Require.Not(operation == "ADD" && quantity > long.MaxValue - old, OwnTexts.Invalid("quantity", "makes the total larger than can be counted"));

        return operation switch { "SET" => quantity, "ADD" => old + quantity, _ => old - quantity };
    }

    private static bool IsRepeated(UpdateConsumableResourceRequest request, ConsumableResource resource, long now)
    {
        resource.Tokens.RemoveAll(use => now - use.At >= (long)TokenLife.TotalMilliseconds);

        return request.ClientToken is { } token && resource.Tokens.Exists(use => use.Token == token && use.Change == Change(request));
    }

    private static void Remember(UpdateConsumableResourceRequest request, ConsumableResource resource, long now)
    {
        if (request.ClientToken is { } token)
        {
            resource.Tokens.Add(new(token, Change(request), now));
        }
    }

    private static string Change(UpdateConsumableResourceRequest request) =>
        string.Create(CultureInfo.InvariantCulture, $"{request.Operation} {request.Quantity}");
}

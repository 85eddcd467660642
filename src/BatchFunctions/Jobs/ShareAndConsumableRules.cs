using System.Text.Json;
using System.Text.RegularExpressions;
using BatchFunctions.Wire;

namespace BatchFunctions.Jobs;

/// <summary>What AWS Batch would refuse of a submission's share and consumable resources. A field of the wrong shape is told elsewhere.</summary>
internal static partial class ShareAndConsumableRules
{
    private const string Share = "shareIdentifier";
    private const string Consumables = "consumableResourcePropertiesOverride";

    // AWS: API_ConsumableResourceProperties.
    private const int MostResources = 5;

    public static void Check(JsonElement body, string pointer, List<InputError> errors)
    {
        if (RequestRules.Text(body, Share) is { } share && !Identifier().IsMatch(share))
        {
            errors.Add(new InputError(
                JsonPointer.Append(pointer, Share), "must have 1 to 255 letters, digits, hyphens and underscores, with an asterisk at the end at most."));
        }

        if (body.TryGetProperty(Consumables, out var properties)
            && properties.ValueKind == JsonValueKind.Object
            && properties.TryGetProperty("consumableResourceList", out var resources)
            && resources.ValueKind == JsonValueKind.Array)
        {
            CheckResources([.. resources.EnumerateArray()], $"{pointer}/{Consumables}/consumableResourceList", errors);
        }
    }

    private static void CheckResources(List<JsonElement> resources, string pointer, List<InputError> errors)
    {
        if (resources.Count > MostResources)
        {
            errors.Add(new InputError(pointer, $"at most {MostResources} consumable resources, not {resources.Count}."));
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, resource) in resources.Index().Where(entry => entry.Item.ValueKind == JsonValueKind.Object))
        {
            if (string.IsNullOrEmpty(RequestRules.Text(resource, "consumableResource")))
            {
                errors.Add(new InputError($"{pointer}/{index}/consumableResource", "'consumableResource' is missing."));
            }
            else if (!seen.Add(Name(RequestRules.Text(resource, "consumableResource") ?? "")))
            {
                errors.Add(new InputError($"{pointer}/{index}/consumableResource", "is there twice."));
            }

            if (!resource.TryGetProperty("quantity", out var quantity) || quantity.ValueKind == JsonValueKind.Null)
            {
                errors.Add(new InputError($"{pointer}/{index}/quantity", "'quantity' is missing."));
            }
            else if (quantity.ValueKind == JsonValueKind.Number && quantity.TryGetInt64(out var number) && number < 0)
            {
                errors.Add(new InputError($"{pointer}/{index}/quantity", $"must be 0 or more, not {number}."));
            }
        }
    }

    /// <summary>The name in a name or ARN: both mean one resource.</summary>
    private static string Name(string nameOrArn) => nameOrArn[(nameOrArn.LastIndexOf('/') + 1)..];

    // AWS: hyphens and underscores are taken too, though the model says alphanumeric (observed).
    [GeneratedRegex(@"^[a-zA-Z0-9_-]{1,255}\*?\z")]
    private static partial Regex Identifier();
}

using System.Globalization;
using System.Text.Json;
using BatchFunctions.Wire;

namespace BatchFunctions.Jobs;

/// <summary>What AWS Batch would refuse of the resources that a submission asks for, whatever its definition. A field of the wrong shape is told elsewhere.</summary>
internal static class ResourceRequestRules
{
    private const string Path = "containerOverrides/resourceRequirements";

    // AWS: API_ResourceRequirement.
    private static readonly string[] Types = ["VCPU", "MEMORY", "GPU"];

    private const int LeastMemoryMiB = 4;

    public static void Check(JsonElement body, string pointer, List<InputError> errors)
    {
        if (!body.TryGetProperty("containerOverrides", out var overrides)
            || overrides.ValueKind != JsonValueKind.Object
            || !overrides.TryGetProperty("resourceRequirements", out var list)
            || list.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, entry) in list.EnumerateArray().Index().Where(entry => entry.Item.ValueKind == JsonValueKind.Object))
        {
            var at = $"{pointer}/{Path}/{index.ToString(CultureInfo.InvariantCulture)}";
            if (RequestRules.Text(entry, "type") is not { } type)
            {
                AddMissing(entry, "type", at, errors);
            }
            else if (!Types.Contains(type))
            {
                errors.Add(new InputError($"{at}/type", $"'{type}' is no kind of resource; known are {string.Join(", ", Types)}.{Closest.Question(type, Types)}"));
            }
            else if (!seen.Add(type))
            {
                errors.Add(new InputError($"{at}/type", $"'{type}' is there twice; keep one."));
            }
            else if (RequestRules.Text(entry, "value") is not { } value)
            {
                AddMissing(entry, "value", at, errors);
            }
            else if (Wrong(type, value) is { } wrong)
            {
                errors.Add(new InputError($"{at}/value", wrong));
            }
        }
    }

    private static string? Wrong(string type, string value) => type switch
    {
        "VCPU" when !decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var vcpus) || vcpus <= 0 =>
            $"vCPUs are a number above 0, such as 0.25 or 2, not '{value}'.",
        "MEMORY" when !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var memory) || memory < LeastMemoryMiB =>
            $"memory is a whole number of MiB, {LeastMemoryMiB} or more, such as 2048, not '{value}'.",
        "GPU" when !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _) =>
            $"GPUs are a whole number, not '{value}'.",
        _ => null,
    };

    private static void AddMissing(JsonElement entry, string name, string at, List<InputError> errors)
    {
        // One of another shape is told of already.
        if (!entry.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            errors.Add(new InputError($"{at}/{name}", $"'{name}' is missing."));
        }
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
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

/// <summary>Fargate runs jobs in fixed pairs of vCPUs and memory only; anything else is refused.</summary>
internal static class FargateSizes
{
    // AWS: the pairs that Fargate supports (API_ResourceRequirement).
    private static readonly (decimal Vcpus, int Least, int Most, int Step)[] Sizes =
    [
        (0.25m, 512, 512, 512),
        (0.25m, 1024, 2048, 1024),
        (0.5m, 1024, 4096, 1024),
        (1m, 2048, 8192, 1024),
        (2m, 4096, 16384, 1024),
        (4m, 8192, 30720, 1024),
        (8m, 16384, 61440, 4096),
        (16m, 32768, 122880, 8192),
    ];

    /// <summary>The smallest pair that has at least as much of both; <c>null</c> where Fargate has none so large.</summary>
    public static (decimal Vcpus, int MemoryMiB)? Fit(decimal vcpus, int memoryMiB)
    {
        foreach (var size in Sizes.Where(size => size.Vcpus >= vcpus && size.Most >= memoryMiB))
        {
            var steps = Math.Max(0, (memoryMiB - size.Least + size.Step - 1) / size.Step);

            return (size.Vcpus, size.Least + (steps * size.Step));
        }

        return null;
    }

    /// <summary>The pair with the most memory up to a ceiling, with the fewest vCPUs that it needs; <c>null</c> where none has more than <paramref name="over"/>.</summary>
    /// <param name="vcpus">At least so many.</param>
    /// <param name="over">MiB that are too little.</param>
    /// <param name="most">MiB that are not passed.</param>
    public static (decimal Vcpus, int MemoryMiB)? Largest(decimal vcpus, int over, int most) => Sizes
        .Where(size => size.Vcpus >= vcpus && size.Least <= most)
        .Select(size => (size.Vcpus, MemoryMiB: Math.Min(size.Most, size.Least + ((most - size.Least) / size.Step * size.Step))))
        .Where(size => size.MemoryMiB > over)
        .OrderByDescending(size => size.MemoryMiB)
        .ThenBy(size => size.Vcpus)
        .Select(size => ((decimal, int)?)size)
        .FirstOrDefault();

    /// <summary>Why Fargate has no such size, and which it has; <c>null</c> where it has it.</summary>
    public static string? Wrong(decimal vcpus, int memoryMiB)
    {
        var sizes = Sizes.Where(size => size.Vcpus == vcpus).ToList();

        return sizes.Count == 0
            ? string.Create(CultureInfo.InvariantCulture, $"Fargate has no size of {vcpus} vCPU; it has {string.Join(", ", Sizes.Select(size => size.Vcpus.ToString(CultureInfo.InvariantCulture)).Distinct())}.")
            : sizes.Any(size => memoryMiB >= size.Least && memoryMiB <= size.Most && (memoryMiB - size.Least) % size.Step == 0) ? null
            : string.Create(CultureInfo.InvariantCulture, $"Fargate has no {vcpus} vCPU with {memoryMiB} MiB; with {vcpus} vCPU it has {string.Join(", ", sizes.Select(Range))} MiB.");
    }

    private static string Range((decimal Vcpus, int Least, int Most, int Step) size) => size.Least == size.Most
        ? string.Create(CultureInfo.InvariantCulture, $"{size.Least}")
        : string.Create(CultureInfo.InvariantCulture, $"{size.Least} to {size.Most} in steps of {size.Step}");
}

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

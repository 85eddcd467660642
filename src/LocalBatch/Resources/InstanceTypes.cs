using System.Globalization;
using System.Text.RegularExpressions;

namespace LocalBatch.Resources;

/// <summary>Size of an instance type.</summary>
/// <param name="Type">Such as <c>m5.large</c>.</param>
internal sealed record InstanceShape(string Type, int Vcpus, int MemoryMiB);

/// <summary>
/// What the instance types of EC2 hold. The sizes follow from the name: a family letter fixes the memory for each vCPU,
/// the size the vCPUs. Differs: real types stray from this here and there; nothing is launched, so nothing is lost.
/// </summary>
internal static partial class InstanceTypes
{
    // AWS: "optimal" picks from the C, M and R families (API_ComputeResource).
    private static readonly string[] Optimal = ["c5", "m5", "r5"];

    private static readonly (string Size, int Vcpus)[] Sizes =
    [
        ("large", 2), ("xlarge", 4), ("2xlarge", 8), ("4xlarge", 16), ("8xlarge", 32), ("12xlarge", 48),
        ("16xlarge", 64), ("24xlarge", 96),
    ];

    private static readonly Dictionary<string, int> GiBPerVcpu = new()
    {
        ["a"] = 2,
        ["c"] = 2,
        ["d"] = 8,
        ["dl"] = 8,
        ["f"] = 15,
        ["g"] = 4,
        ["h"] = 4,
        ["hpc"] = 4,
        ["i"] = 8,
        ["im"] = 4,
        ["inf"] = 2,
        ["is"] = 6,
        ["m"] = 4,
        ["p"] = 8,
        ["r"] = 8,
        ["t"] = 4,
        ["trn"] = 4,
        ["u"] = 16,
        ["vt"] = 2,
        ["x"] = 16,
        ["z"] = 8,
    };

    /// <summary>What a user may write in <c>instanceTypes</c>, for the error that says so.</summary>
    public static string Known =>
        "optimal, a family such as c5, m5, r5, or a type such as " + string.Join(", ", Sizes.Take(3).Select(size => $"m5.{size.Size}"));

    public static bool IsKnown(string name) => name == "optimal" || Parse(name) is { } type && (type.Size == "" || type.Vcpus > 0);

    /// <summary>The shapes that the entries of <c>instanceTypes</c> stand for.</summary>
    /// <param name="names">The entries.</param>
    /// <param name="isOrdered">Whether an entry goes before those behind it; else the smallest shape goes first.</param>
    public static IReadOnlyList<InstanceShape> Shapes(IEnumerable<string> names, bool isOrdered = false)
    {
        var shapes = names
            .SelectMany(name => name == "optimal" ? Optimal : [name])
            .SelectMany(Expand)
            .DistinctBy(shape => shape.Type);

        return isOrdered ? [.. shapes] : [.. shapes.OrderBy(shape => shape.Vcpus).ThenBy(shape => shape.MemoryMiB)];
    }

    private static IEnumerable<InstanceShape> Expand(string name) => Parse(name) switch
    {
        null => [],
        { Size: "" } family => Sizes.Select(size => Shape($"{family.Family}.{size.Size}", family.Letters, size.Vcpus)),
        var type => [Shape(name, type.Letters, type.Vcpus)],
    };

    private static InstanceShape Shape(string type, string letters, int vcpus) =>
        new(type, vcpus, vcpus * GiBPerVcpu[letters] * 1024);

    private static ParsedType? Parse(string name)
    {
        var match = Pattern.Match(name);
        if (!match.Success || !GiBPerVcpu.ContainsKey(match.Groups["letters"].Value))
        {
            return null;
        }

        var size = match.Groups["size"].Value;

        return new(match.Groups["family"].Value, match.Groups["letters"].Value, size, VcpusOf(size));
    }

    private static int VcpusOf(string size) => size switch
    {
        "nano" or "micro" or "small" or "medium" => 2,
        "metal" => 96,
        _ when MultipleOfXlarge.Match(size) is { Success: true } match =>
            4 * int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture),
        _ => Sizes.FirstOrDefault(known => known.Size == size).Vcpus,
    };

    private sealed record ParsedType(string Family, string Letters, string Size, int Vcpus);

    [GeneratedRegex(@"^(?<family>(?<letters>[a-z]+)[0-9]+[a-z]*(-[a-z0-9]+)*)(\.(?<size>[a-z0-9-]+))?$")]
    private static partial Regex Pattern { get; }

    [GeneratedRegex("^([0-9]{1,3})xlarge$")]
    private static partial Regex MultipleOfXlarge { get; }
}

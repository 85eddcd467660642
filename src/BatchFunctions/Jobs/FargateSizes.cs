using System.Globalization;

namespace BatchFunctions.Jobs;

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

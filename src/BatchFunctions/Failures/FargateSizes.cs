namespace BatchFunctions.Failures;

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
}

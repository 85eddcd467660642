using System.Globalization;
using LocalBatch.Api.Model;
using LocalBatch.Resources;

namespace LocalBatch.Operations;

/// <summary>Reads CPUs and memory in both spellings, and checks them for EC2 or Fargate.</summary>
internal static class ResourceRules
{
    private const int SmallestMemoryMiB = 4;

    // AWS: sizes of a Fargate task (API_ResourceRequirement): least, most, step in MiB. A quarter of a vCPU has 512, 1024 and 2048, and not 1536.
    private static readonly Dictionary<decimal, (int Min, int Max, int Step)> FargateMemory = new()
    {
        [0.25m] = (512, 2048, 512),
        [0.5m] = (1024, 4096, 1024),
        [1] = (2048, 8192, 1024),
        [2] = (4096, 16_384, 1024),
        [4] = (8192, 30_720, 1024),
        [8] = (16_384, 61_440, 4096),
        [16] = (32_768, 122_880, 8192),
    };

    /// <exception cref="ClientException">A value is no number, a kind is there twice, or the same is given in both spellings.</exception>
    public static ResourceRequirements Read(List<ResourceRequirement>? requirements, (int? Vcpus, int? Memory) legacy)
    {
        var given = requirements ?? [];
        Require.Not(given.DistinctBy(requirement => requirement.Type?.Value).Count() < given.Count, AwsTexts.DuplicateRequirement);
        var vcpu = Value(given, "VCPU");
        var memory = Value(given, "MEMORY");
        var gpu = Value(given, "GPU");
        Require.Not(gpu is not null && !int.TryParse(gpu, NumberStyles.None, CultureInfo.InvariantCulture, out _), AwsTexts.GpuNotWhole(gpu ?? ""));
        Require.Not(vcpu is not null && legacy.Vcpus is not null, AwsTexts.BothSpellings("vcpus", "VCPU"));
        Require.Not(memory is not null && legacy.Memory is not null, AwsTexts.BothSpellings("memory", "MEMORY"));
        Require.Not(vcpu is not null && !IsVcpus(vcpu), AwsTexts.NotNumeric("VCPU", vcpu ?? ""));
        Require.Not(memory is not null && !int.TryParse(memory, NumberStyles.None, CultureInfo.InvariantCulture, out _), AwsTexts.NotNumeric("MEMORY", memory ?? ""));
        Require.Not(legacy.Vcpus > Limits.Vcpus, OwnTexts.Invalid("vcpus", $"must be at most {Limits.Vcpus}"));

        return new(vcpu, memory, legacy.Vcpus, legacy.Memory, gpu);
    }

    /// <summary>Checks what a job would run with, overrides merged.</summary>
    public static void Check(ResourceRequirements resources, Platform platform)
    {
        Require.Not(resources is { Vcpu: null, LegacyVcpus: null }, AwsTexts.VcpuMissing);
        Require.Not(resources is { Memory: null, LegacyMemory: null }, OwnTexts.IsRequired("Memory"));
        var vcpu = resources.Vcpu ?? Text(resources.LegacyVcpus);
        var memory = resources.Memory ?? Text(resources.LegacyMemory);
        var demand = resources.Demand;
        if (platform == Platform.Fargate)
        {
            Require.Not(resources.Gpu is not null, AwsTexts.NotOnFargate("GPU"));
            Require.Not(!FitsFargate(demand), AwsTexts.FargateResources(vcpu, memory));
            return;
        }

        // AWS: on EC2 a fraction part is refused even where it is nothing, as in "1.0" (observed).
        Require.Not(!int.TryParse(vcpu, NumberStyles.None, CultureInfo.InvariantCulture, out _), AwsTexts.NotNumeric("VCPU", vcpu));
        Require.Not(demand.MilliVcpus < 1000, AwsTexts.VcpuTooSmall(vcpu));
        Require.Not(demand.MemoryMiB < SmallestMemoryMiB, AwsTexts.MemoryTooSmall(memory));
    }

    public static List<ResourceRequirement> Describe(ResourceRequirements resources)
    {
        var described = new List<ResourceRequirement>();
        Add("VCPU", resources.Vcpu);
        Add("MEMORY", resources.Memory);
        Add("GPU", resources.Gpu);

        return described;

        void Add(string type, string? value)
        {
            if (value is not null)
            {
                described.Add(new() { Type = type, Value = value });
            }
        }
    }

    private static bool FitsFargate(ResourceDemand demand) =>
        demand is not { Vcpus: 0.25m, MemoryMiB: 1536 }
        && FargateMemory.TryGetValue(demand.Vcpus, out var memory)
        && demand.MemoryMiB >= memory.Min
        && demand.MemoryMiB <= memory.Max
        && demand.MemoryMiB % memory.Step == 0;

    private static bool IsVcpus(string value) =>
        decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= Limits.Vcpus;

    private static string? Value(List<ResourceRequirement> given, string type) =>
        given.Find(requirement => requirement.Type?.Value == type)?.Value;

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}

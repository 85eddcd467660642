using System.Globalization;

namespace LocalBatch.Resources;

/// <summary>
/// CPUs and memory in the two spellings of AWS Batch: <c>resourceRequirements</c> (texts) and the older <c>vcpus</c> and
/// <c>memory</c> (numbers). One kind is never given in both.
/// </summary>
/// <param name="Vcpu">Value of the requirement VCPU, such as <c>0.25</c>.</param>
/// <param name="Memory">Value of the requirement MEMORY, in MiB.</param>
/// <param name="LegacyVcpus">The older <c>vcpus</c>.</param>
/// <param name="LegacyMemory">The older <c>memory</c>, in MiB.</param>
/// <param name="Gpu">Value of the requirement GPU, a whole number.</param>
internal sealed record ResourceRequirements(string? Vcpu, string? Memory, int? LegacyVcpus, int? LegacyMemory, string? Gpu = null)
{
    public static ResourceRequirements None { get; } = new(null, null, null, null);

    public ResourceDemand Demand => new(
        Vcpu is { } vcpu ? (int)(decimal.Parse(vcpu, CultureInfo.InvariantCulture) * 1000) : (LegacyVcpus ?? 0) * 1000,
        Memory is { } memory ? int.Parse(memory, CultureInfo.InvariantCulture) : LegacyMemory ?? 0,
        Gpu is { } gpu ? int.Parse(gpu, CultureInfo.InvariantCulture) : 0);

    /// <summary>A requirement replaces what the definition says of its kind; the older fields replace only the older fields.</summary>
    public ResourceRequirements With(ResourceRequirements overrides) => overrides == None
        ? this
        : new(
            overrides.Vcpu ?? Vcpu,
            overrides.Memory ?? Memory,
            // AWS: a legacy override does not apply where the definition uses resourceRequirements (API_ContainerOverrides).
            overrides.Vcpu is null && LegacyVcpus is not null ? overrides.LegacyVcpus ?? LegacyVcpus : null,
            overrides.Memory is null && LegacyMemory is not null ? overrides.LegacyMemory ?? LegacyMemory : null,
            overrides.Gpu ?? Gpu);
}

/// <summary>What a job takes of a compute environment while it is STARTING or RUNNING.</summary>
/// <param name="MilliVcpus">Thousandths of a vCPU, so that Fargate's 0.25 is a whole number.</param>
internal readonly record struct ResourceDemand(int MilliVcpus, int MemoryMiB, int Gpus = 0)
{
    /// <summary>Of many nodes, each on a host of its own, the largest one's thousandths of a vCPU; 0 for what needs one host.</summary>
    public int LargestMilliVcpus { get; init; }

    /// <summary>Of many nodes, the largest one's memory.</summary>
    public int LargestMemoryMiB { get; init; }

    /// <summary>The type of instance that it wants; <c>null</c>: any that is large enough.</summary>
    public string? InstanceType { get; init; }

    /// <summary>Whether it is of many nodes, which are placed together or not at all.</summary>
    public bool IsOfNodes => LargestMilliVcpus > 0;

    public decimal Vcpus => MilliVcpus / 1000m;
}

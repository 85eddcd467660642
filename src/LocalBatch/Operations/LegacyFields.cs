using LocalBatch.Api.Model;

namespace LocalBatch.Operations;

/// <summary>The deprecated fields that clients still send. The only file that may touch them (CS0618).</summary>
internal static class LegacyFields
{
    public static string? ImageId(ComputeResource resources) => resources.ImageId;

    public static (int? Vcpus, int? Memory) Of(ContainerProperties properties) => (properties.Vcpus, properties.Memory);

    public static (int? Vcpus, int? Memory) Of(ContainerOverrides overrides) => (overrides.Vcpus, overrides.Memory);

    /// <summary>A legacy override replaces a legacy field; a requirement takes its place.</summary>
    // AWS: a legacy override does not apply where the definition uses resourceRequirements (API_ContainerOverrides).
    public static void Override(ContainerProperties container, ContainerOverrides overrides)
    {
        container.Vcpus = Has(container, "VCPU") ? null : container.Vcpus is null ? null : overrides.Vcpus ?? container.Vcpus;
        container.Memory = Has(container, "MEMORY") ? null : container.Memory is null ? null : overrides.Memory ?? container.Memory;
    }

    private static bool Has(ContainerProperties container, string type) => container.ResourceRequirements?.Exists(requirement => requirement.Type?.Value == type) == true;

    public static void Copy(ComputeResourceUpdate from, ComputeResource to) => to.ImageId = from.ImageId ?? to.ImageId;
}

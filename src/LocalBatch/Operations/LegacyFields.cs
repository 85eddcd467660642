using Amazon.Batch.Model;

namespace LocalBatch.Operations;

/// <summary>The deprecated fields that clients still send. The only file that may touch them (CS0618).</summary>
internal static class LegacyFields
{
    public static string? ImageId(ComputeResource resources) => resources.ImageId;

    public static (int? Vcpus, int? Memory) Of(ContainerProperties properties) => (properties.Vcpus, properties.Memory);

    public static (int? Vcpus, int? Memory) Of(ContainerOverrides overrides) => (overrides.Vcpus, overrides.Memory);

    public static void Copy(ComputeResourceUpdate from, ComputeResource to) => to.ImageId = from.ImageId ?? to.ImageId;
}

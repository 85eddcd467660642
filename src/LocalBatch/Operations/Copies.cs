using System.Buffers;
using System.Text.Json;
using AWSSDK.ServiceRuntime.Json;
using LocalBatch.Api.Internal;
using LocalBatch.Api.Model;

namespace LocalBatch.Operations;

/// <summary>Deep copies of what clients sent, by way of its JSON: an answer never shares what the state may change.</summary>
internal static class Copies
{
    public static ComputeResource Of(ComputeResource resources) => Of(resources, ComputeResourceJson.Write, ComputeResourceJson.Read);

    public static ContainerProperties Of(ContainerProperties properties) =>
        Of(properties, ContainerPropertiesJson.Write, ContainerPropertiesJson.Read);

    public static EcsProperties Of(EcsProperties properties) => Of(properties, EcsPropertiesJson.Write, EcsPropertiesJson.Read);

    public static EksProperties Of(EksProperties properties) => Of(properties, EksPropertiesJson.Write, EksPropertiesJson.Read);

    public static NodeProperties Of(NodeProperties properties) => Of(properties, NodePropertiesJson.Write, NodePropertiesJson.Read);

    private static T Of<T>(T value, Action<Utf8JsonWriter, T> write, ReadShape<T?> read)
        where T : class, new() => ShapeReader.ReadAll(Json(value, write).Span, read) ?? new();

    public static ReadOnlyMemory<byte> Json<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer, value);
        }

        return buffer.WrittenMemory;
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Runtime;

namespace BatchFunctions.Wire;

/// <summary>Reads and writes a constant class of the SDK as the string it stands for.</summary>
internal sealed class ConstantConverter<T>(Func<string, T> make) : JsonConverter<T>
    where T : ConstantClass
{
    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is { } value ? make(value) : null;

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}

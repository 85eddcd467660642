using System.Buffers;
using System.Text;
using System.Text.Json;

namespace LocalCloud.Template;

/// <summary>Resolved nodes as JSON. A plain <c>true</c>, <c>12</c> or <c>null</c> is no string.</summary>
internal static class NodeJson
{
    public static string ToText(TemplateNode node)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            Write(writer, node);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static void Write(Utf8JsonWriter writer, TemplateNode node)
    {
        switch (node)
        {
            case TemplateNode.Scalar scalar:
                WriteScalar(writer, scalar);
                break;
            case TemplateNode.Sequence sequence:
                writer.WriteStartArray();
                foreach (var item in sequence.Items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case TemplateNode.Mapping mapping:
                writer.WriteStartObject();
                foreach (var entry in mapping.Entries)
                {
                    writer.WritePropertyName(entry.Key);
                    Write(writer, entry.Value);
                }

                writer.WriteEndObject();
                break;
        }
    }

    private static void WriteScalar(Utf8JsonWriter writer, TemplateNode.Scalar scalar)
    {
        if (scalar.IsNull)
        {
            writer.WriteNullValue();
        }
        else if (scalar.IsPlain && scalar.Value is "true" or "false")
        {
            writer.WriteBooleanValue(scalar.Value == "true");
        }
        else if (scalar.IsPlain && IsNumber(scalar.Value))
        {
            writer.WriteRawValue(scalar.Value);
        }
        else
        {
            writer.WriteStringValue(scalar.Value);
        }
    }

    private static bool IsNumber(string value)
    {
        Utf8JsonReader reader = new(Encoding.UTF8.GetBytes(value));
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.Number && !reader.Read();
        }
        catch (JsonException)
        {
            // Not JSON, so no number: 1.2.3, 007, a word.
            return false;
        }
    }
}

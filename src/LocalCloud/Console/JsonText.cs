using System.Buffers;
using System.Text.Json;

namespace LocalCloud.Console;

/// <summary>Small JSON bodies.</summary>
internal static class JsonText
{
    /// <summary>An object of texts, numbers, flags and lists of texts; <c>null</c> is left out.</summary>
    public static byte[] Object(params ReadOnlySpan<(string Name, object? Value)> members)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in members)
            {
                WriteMember(writer, name, value);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteMember(Utf8JsonWriter writer, string name, object? value)
    {
        switch (value)
        {
            case null:
                break;
            case string text:
                writer.WriteString(name, text);
                break;
            case bool flag:
                writer.WriteBoolean(name, flag);
                break;
            case int number:
                writer.WriteNumber(name, number);
                break;
            case long number:
                writer.WriteNumber(name, number);
                break;
            case IEnumerable<string> list:
                writer.WriteStartArray(name);
                foreach (var item in list)
                {
                    writer.WriteStringValue(item);
                }

                writer.WriteEndArray();
                break;
            default:
                throw new ArgumentException($"{name} is of no type that is written here.", nameof(value));
        }
    }
}

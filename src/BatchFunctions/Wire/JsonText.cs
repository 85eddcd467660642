using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace BatchFunctions.Wire;

/// <summary>Writes JSON member by member, so that nothing is found by reflection.</summary>
internal static class JsonText
{
    /// <summary>Never a part of a page: an apostrophe stays one.</summary>
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(Action<Utf8JsonWriter> write) => Encoding.UTF8.GetString(Bytes(write));

    public static ReadOnlySpan<byte> Bytes(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            write(writer);
        }

        return buffer.WrittenSpan;
    }
}

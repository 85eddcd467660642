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

/// <summary>Lays a job over the manifest's defaults.</summary>
internal static class JsonMerge
{
    /// <summary>Objects are merged member by member; anything else of <paramref name="over"/> replaces what is below.</summary>
    /// <param name="leaveOut">Members of the outermost object that the result does not have.</param>
    public static string Merge(JsonElement? below, JsonElement over, params ReadOnlySpan<string> leaveOut)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            WriteMerged(writer, below, over, leaveOut);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteMerged(Utf8JsonWriter writer, JsonElement? below, JsonElement over, ReadOnlySpan<string> leaveOut)
    {
        if (below is not { ValueKind: JsonValueKind.Object } basis || over.ValueKind != JsonValueKind.Object)
        {
            basis = default;
            if (over.ValueKind != JsonValueKind.Object)
            {
                over.WriteTo(writer);
                return;
            }
        }

        writer.WriteStartObject();
        if (basis.ValueKind == JsonValueKind.Object)
        {
            WriteBasis(writer, basis, over, leaveOut);
        }

        var written = basis.ValueKind == JsonValueKind.Object ? basis.EnumerateObject().Select(member => member.Name).ToHashSet(StringComparer.Ordinal) : [];
        foreach (var member in over.EnumerateObject())
        {
            if (leaveOut.Contains(member.Name) || written.Contains(member.Name))
            {
                continue;
            }

            writer.WritePropertyName(member.Name);
            member.Value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static void WriteBasis(Utf8JsonWriter writer, JsonElement basis, JsonElement over, ReadOnlySpan<string> leaveOut)
    {
        // Looked up by hash: asking an element for a member walks all of them.
        var replacements = over.EnumerateObject().ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);
        foreach (var member in basis.EnumerateObject())
        {
            if (leaveOut.Contains(member.Name))
            {
                continue;
            }

            writer.WritePropertyName(member.Name);
            if (replacements.TryGetValue(member.Name, out var replacement))
            {
                WriteMerged(writer, member.Value, replacement, []);
            }
            else
            {
                member.Value.WriteTo(writer);
            }
        }
    }
}

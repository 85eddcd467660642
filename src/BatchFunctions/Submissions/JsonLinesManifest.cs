using System.Buffers;
using System.Globalization;
using System.Text.Json;
using BatchFunctions.Wire;

namespace BatchFunctions.Submissions;

/// <summary>Reads <c>.jsonl</c> manifests: each line that is not empty is one job.</summary>
internal static class JsonLinesManifest
{
    public static ManifestText? Read(ReadOnlyMemory<byte> content, List<InputError> errors)
    {
        var lines = new List<(int Number, ReadOnlyMemory<byte> Json)>();
        var buffer = new ArrayBufferWriter<byte>(content.Length + 64);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteStartArray("jobs");
        foreach (var line in Lines(content))
        {
            if (JsonManifest.Parse(line.Json, line.Number, JsonPointer.Append("/jobs", lines.Count), errors) is { } job)
            {
                job.WriteTo(writer);
            }

            lines.Add(line);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();

        return errors.Count > 0 ? null : new ManifestText(ManifestJson.Parse(buffer.WrittenMemory), pointer => PlaceOf(pointer, lines));
    }

    private static IEnumerable<(int Number, ReadOnlyMemory<byte> Json)> Lines(ReadOnlyMemory<byte> content)
    {
        for (var number = 1; content.Length > 0; number++)
        {
            var end = content.Span.IndexOf((byte)'\n');
            var line = end < 0 ? content : content[..end];
            content = end < 0 ? default : content[(end + 1)..];
            if (line.Span.ContainsAnyExcept(" \t\r"u8))
            {
                yield return (number, line);
            }
        }
    }

    private static Place? PlaceOf(string pointer, List<(int Number, ReadOnlyMemory<byte> Json)> lines)
    {
        var parts = pointer.Split('/', 4);
        if (parts.Length < 3 || !int.TryParse(parts[2], CultureInfo.InvariantCulture, out var index) || index >= lines.Count)
        {
            return null;
        }

        var (number, json) = lines[index];

        return JsonPlaces.Read(json.Span, number).Of(parts.Length == 4 ? $"/{parts[3]}" : "");
    }
}

using System.Buffers;
using System.Text.Json;
using BatchFunctions.Wire;

namespace BatchFunctions.Manifests;

/// <summary>Reads <c>.json</c> manifests.</summary>
internal static class JsonManifest
{
    public static ManifestText? Read(ReadOnlyMemory<byte> content, List<InputError> errors)
    {
        if (StrictJson.Parse(content, 1, "", errors) is not { } root)
        {
            return null;
        }

        var places = new Lazy<JsonPlaces>(() => JsonPlaces.Read(content.Span));

        return new ManifestText(root, ManifestJson.Each(pointer => places.Value.Of(pointer)));
    }
}

/// <summary>Reads <c>.jsonl</c> manifests: each line that is not empty is one job.</summary>
internal static class JsonLinesManifest
{
    public static ManifestText? Read(ReadOnlyMemory<byte> content, List<InputError> errors)
    {
        var lines = new List<(int Number, ReadOnlyMemory<byte> Json)>();
        var broken = new BrokenRows();
        var buffer = new ArrayBufferWriter<byte>(content.Length + 64);
        using var writer = new Utf8JsonWriter(buffer, ManifestJson.Plain);
        writer.WriteStartObject();
        writer.WriteStartArray("jobs");
        foreach (var line in Lines(content))
        {
            if (StrictJson.Parse(line.Json, line.Number, JsonPointer.Append("/jobs", lines.Count), errors) is { } job)
            {
                job.WriteTo(writer);
            }
            else
            {
                broken.Add(lines.Count);
                writer.WriteStartObject();
                writer.WriteEndObject();
            }

            lines.Add(line);
            if (errors.Count >= InputError.Most)
            {
                break;
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();

        return new ManifestText(ManifestJson.Parse(buffer.WrittenMemory), ManifestJson.Each(new LinePlaces(lines).Of)) { IsDoubtful = broken.Has };
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

    /// <summary>Many mistakes may stand in one long line, which is walked once.</summary>
    private sealed class LinePlaces(List<(int Number, ReadOnlyMemory<byte> Json)> lines)
    {
        private (int Index, JsonPlaces Places)? _last;

        public Place? Of(string pointer)
        {
            var parts = pointer.Split('/', 4);
            if (parts.Length < 3 || JsonPointer.Index(parts[2]) is not { } index || index >= lines.Count)
            {
                return null;
            }

            if (_last?.Index != index)
            {
                _last = (index, JsonPlaces.Read(lines[index].Json.Span, lines[index].Number));
            }

            return _last?.Places.Of(parts.Length == 4 ? $"/{parts[3]}" : "");
        }
    }
}

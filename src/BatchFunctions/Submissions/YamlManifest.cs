using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using BatchFunctions.Wire;
using YamlDotNet.Core;

namespace BatchFunctions.Submissions;

/// <summary>Reads <c>.yaml</c> manifests: one document, YAML 1.2's JSON types, aliases allowed.</summary>
internal static class YamlManifest
{
    public static ManifestText? Read(ReadOnlyMemory<byte> content, List<InputError> errors)
    {
        var buffer = new ArrayBufferWriter<byte>(content.Length + 64);
        try
        {
            using (var writer = new Utf8JsonWriter(buffer, ManifestJson.Plain))
            {
                Walk(content, parser => YamlDocument.Read(parser, new YamlToJson(parser, writer, errors).WriteNode));
            }

            return errors.Count > 0
                ? null
                : new ManifestText(ManifestJson.Parse(buffer.WrittenMemory), pointers => Places(content, pointers));
        }
        catch (YamlException exception)
        {
            errors.Add(new InputError("", $"This is not YAML: {exception.Message}", new Place((int)exception.Start.Line, (int)exception.Start.Column)));
            return null;
        }
    }

    private static IReadOnlyList<Place?> Places(ReadOnlyMemory<byte> content, IReadOnlyList<string> pointers)
    {
        IReadOnlyList<Place?> places = [];
        Walk(content, parser => places = YamlPlaces.Of(parser, pointers));

        return places;
    }

    /// <summary>From the bytes: as a text, a file would be in memory three times.</summary>
    private static void Walk(ReadOnlyMemory<byte> content, Action<IParser> walk)
    {
        using var text = new StreamReader(
            MemoryMarshal.TryGetArray(content, out var bytes) && bytes.Array is { } array
                ? new MemoryStream(array, bytes.Offset, bytes.Count, writable: false)
                : new MemoryStream(content.ToArray()),
            Encoding.UTF8);
        walk(new YamlEvents(new Parser(text)));
    }
}

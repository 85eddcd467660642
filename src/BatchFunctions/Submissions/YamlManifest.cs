using System.Buffers;
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
            using var text = new StringReader(Encoding.UTF8.GetString(content.Span));
            using var writer = new Utf8JsonWriter(buffer);
            var root = YamlNodes.Read(new Parser(text));
            var places = new Dictionary<string, Place>(StringComparer.Ordinal);
            new YamlToJson(writer, places, errors).Write(root, "");
            writer.Flush();

            return errors.Count > 0 ? null : new ManifestText(ManifestJson.Parse(buffer.WrittenMemory), pointer => PlaceOf(pointer, places));
        }
        catch (YamlException exception)
        {
            errors.Add(new InputError("", $"This is not YAML: {exception.Message}", new Place((int)exception.Start.Line, (int)exception.Start.Column)));
            return null;
        }
    }

    private static Place? PlaceOf(string pointer, Dictionary<string, Place> places)
    {
        while (!places.ContainsKey(pointer) && pointer.Length > 0)
        {
            pointer = JsonPointer.Parent(pointer);
        }

        return places.TryGetValue(pointer, out var place) ? place : null;
    }
}

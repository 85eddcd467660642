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
            var root = YamlNodes.Read(new YamlEvents(new Parser(text)));
            new YamlToJson(writer, errors).Write(root);
            writer.Flush();

            return errors.Count > 0 ? null : new ManifestText(ManifestJson.Parse(buffer.WrittenMemory), pointer => PlaceOf(root, pointer));
        }
        catch (YamlException exception)
        {
            errors.Add(new InputError("", $"This is not YAML: {exception.Message}", new Place((int)exception.Start.Line, (int)exception.Start.Column)));
            return null;
        }
    }

    private static Place PlaceOf(YamlNode root, string pointer)
    {
        var node = root;
        foreach (var name in JsonPointer.Names(pointer))
        {
            var inner = node switch
            {
                YamlNode.Sequence { Entries: var entries } when JsonPointer.Index(name) is { } index && index < entries.Count => entries[index],
                YamlNode.Mapping mapping => mapping.Members.FirstOrDefault(member => member.Key.Text == name).Value,
                _ => null,
            };
            if (inner is null)
            {
                break;
            }

            node = inner;
        }

        return node.Place;
    }
}

using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using BatchFunctions.Wire;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace BatchFunctions.Manifests;

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

    private static IReadOnlyList<Standing?> Places(ReadOnlyMemory<byte> content, IReadOnlyList<string> pointers)
    {
        IReadOnlyList<Standing?> places = [];
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

/// <summary>The one document that a manifest is.</summary>
internal static class YamlDocument
{
    /// <param name="read">Reads its only node.</param>
    /// <exception cref="YamlException">The text is not YAML, or more than one document.</exception>
    public static void Read(IParser parser, Action read)
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out var end))
        {
            throw new YamlException(end.Start, end.End, "The file is empty.");
        }

        parser.Consume<DocumentStart>();
        read();
        parser.Consume<DocumentEnd>();
        if (parser.Accept<DocumentStart>(out var second))
        {
            throw new YamlException(second.Start, second.End, "A manifest is one document; here a second one begins.");
        }
    }
}

/// <summary>The parser's events. Where its scanner trips over what is no YAML, that is told as every other mistake, with its place.</summary>
internal sealed class YamlEvents(IParser parser) : IParser
{
    public ParsingEvent? Current => parser.Current;

    /// <exception cref="YamlException">The text is not YAML.</exception>
    public bool MoveNext()
    {
        var last = parser.Current?.End ?? Mark.Empty;
        try
        {
            return parser.MoveNext();
        }
        // Seen of YamlDotNet 18.1 on spoiled input: a stack that is empty, an escape that is no character, a number too long.
        catch (Exception tripped) when (tripped is InvalidOperationException or ArgumentException or OverflowException or FormatException or IndexOutOfRangeException)
        {
            throw new YamlException(last, last, "The text after this place is not YAML.", tripped);
        }
    }
}

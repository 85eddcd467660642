using System.Text.Json;
using System.Text.Unicode;
using BatchFunctions.Wire;

namespace BatchFunctions.Submissions;

/// <summary>Reads <c>.json</c> manifests.</summary>
internal static class JsonManifest
{
    public static ManifestText? Read(ReadOnlyMemory<byte> content, List<InputError> errors)
    {
        if (Parse(content, 1, "", errors) is not { } root)
        {
            return null;
        }

        var places = new Lazy<JsonPlaces>(() => JsonPlaces.Read(content.Span));

        return new ManifestText(root, ManifestJson.Each(pointer => places.Value.Of(pointer)));
    }

    /// <summary>Parses one JSON text, strictly: no comments, no trailing commas, no member twice, no broken text.</summary>
    public static JsonElement? Parse(ReadOnlyMemory<byte> json, int firstLine, string pointer, List<InputError> errors)
    {
        if (!Utf8.IsValid(json.Span))
        {
            errors.Add(new InputError(pointer, "This is not UTF-8.", new Place(firstLine, 1)));
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            if (JsonWords.AreGood(json.Span))
            {
                return document.RootElement.Clone();
            }

            errors.AddRange(JsonPlaces.Read(json.Span, firstLine).Mistakes.Select(error => error with { Pointer = pointer + error.Pointer }));
        }
        catch (JsonException exception)
        {
            var place = new Place(firstLine + (int)(exception.LineNumber ?? 0), (int)(exception.BytePositionInLine ?? 0) + 1);
            errors.Add(new InputError(pointer, $"This is not JSON: {Plain(exception.Message)}", place));
        }

        return null;
    }

    /// <summary>The parser's message without its own idea of the place, which counts from 0.</summary>
    private static string Plain(string message) =>
        message.IndexOf(" LineNumber:", StringComparison.Ordinal) is var end and >= 0 ? message[..end] : message;
}

using System.Text.Json;
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

        return new ManifestText(root, pointer => places.Value.Of(pointer));
    }

    /// <summary>Parses one JSON text, strictly: no comments, no trailing commas, no member twice.</summary>
    public static JsonElement? Parse(ReadOnlyMemory<byte> json, int firstLine, string pointer, List<InputError> errors)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement.Clone();
            if (!HasDuplicates(root))
            {
                return root;
            }

            errors.AddRange(JsonPlaces.Read(json.Span, firstLine).Duplicates.Select(error => error with { Pointer = pointer + error.Pointer }));
        }
        catch (JsonException exception)
        {
            var place = new Place(firstLine + (int)(exception.LineNumber ?? 0), (int)(exception.BytePositionInLine ?? 0) + 1);
            errors.Add(new InputError(pointer, $"This is not JSON: {Plain(exception.Message)}", place));
        }

        return null;
    }

    private static bool HasDuplicates(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => HasDuplicateNames(value) || value.EnumerateObject().Any(member => HasDuplicates(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(HasDuplicates),
        _ => false,
    };

    private static bool HasDuplicateNames(JsonElement value)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            if (!names.Add(member.Name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The parser's message without its own idea of the place, which counts from 0.</summary>
    private static string Plain(string message) =>
        message.IndexOf(" LineNumber:", StringComparison.Ordinal) is var end and >= 0 ? message[..end] : message;
}

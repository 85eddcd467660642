using System.Text.Json;
using System.Text.Unicode;
using BatchFunctions.Wire;

namespace BatchFunctions.Submissions;

/// <summary>A manifest of any format as one JSON document, and where its parts stood in the file.</summary>
/// <param name="Root">The document: <c>defaults</c>, <c>onFailure</c>, <c>jobs</c>.</param>
/// <param name="PlacesOf">The places in the file of what pointers into <paramref name="Root"/> name; asked once for all, since it may walk through the file.</param>
internal sealed record ManifestText(JsonElement Root, Func<IReadOnlyList<string>, IReadOnlyList<Place?>> PlacesOf)
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>The errors with their places in the file.</summary>
    public IEnumerable<InputError> Placed(IReadOnlyList<InputError> errors) => errors.Count == 0
        ? []
        : errors.Zip(PlacesOf([.. errors.Select(error => error.Pointer)]), (error, place) => error with { Place = place });

    /// <summary>Reads the text.</summary>
    /// <param name="errors">Takes what is wrong; then the result is <c>null</c>.</param>
    public static ManifestText? Read(ManifestFormat format, ReadOnlyMemory<byte> content, List<InputError> errors)
    {
        if (content.Span.StartsWith(ByteOrderMark))
        {
            content = content[ByteOrderMark.Length..];
        }

        if (!Utf8.IsValid(content.Span))
        {
            errors.Add(new InputError("", "This is not UTF-8; save the file as UTF-8.", new Place(1, 1)));
            return null;
        }

        return format switch
        {
            ManifestFormat.Json => JsonManifest.Read(content, errors),
            ManifestFormat.Yaml => YamlManifest.Read(content, errors),
            ManifestFormat.JsonLines => JsonLinesManifest.Read(content, errors),
            _ => CsvManifest.Read(content, errors),
        };
    }
}

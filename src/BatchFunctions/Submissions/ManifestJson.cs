using System.Text.Encodings.Web;
using System.Text.Json;
using BatchFunctions.Wire;

namespace BatchFunctions.Submissions;

/// <summary>JSON that we wrote ourselves, read back.</summary>
internal static class ManifestJson
{
    /// <summary>
    /// Most that a manifest comes to as JSON: aliases, and names of columns that come again with every row, make a small
    /// file into a huge one. Twice the longest file is more than a manifest ever needs, and fits into the function's memory.
    /// </summary>
    public const int MostBytes = 32 * 1024 * 1024;

    // A line or a document of the deepest kind that is let in, and the list of jobs around it.
    private const int MostDepth = 80;

    /// <summary>Never a part of a page: what may stand as it is stays so, and as long as it is.</summary>
    public static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static bool IsTooLong(Utf8JsonWriter writer) => writer.BytesCommitted + writer.BytesPending > MostBytes;

    /// <summary>Not copied: the document stays for as long as the element is used, and so does <paramref name="json"/>.</summary>
    public static JsonElement Parse(ReadOnlyMemory<byte> json) => JsonDocument.Parse(json, new() { MaxDepth = MostDepth }).RootElement;

    /// <summary>A function of places one by one as one of all at once.</summary>
    public static Func<IReadOnlyList<string>, IReadOnlyList<Place?>> Each(Func<string, Place?> placeOf) =>
        pointers => [.. pointers.Select(placeOf)];
}

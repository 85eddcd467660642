using System.Text.Json;

namespace BatchFunctions.Submissions;

/// <summary>JSON that we wrote ourselves, read back.</summary>
internal static class ManifestJson
{
    // A line or a document of the deepest kind that is let in, and the list of jobs around it.
    private const int MostDepth = 80;

    public static JsonElement Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new() { MaxDepth = MostDepth });
        return document.RootElement.Clone();
    }
}

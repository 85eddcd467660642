using System.Text.Json;

namespace BatchFunctions.Submissions;

/// <summary>JSON that we wrote ourselves, read back.</summary>
internal static class ManifestJson
{
    public static JsonElement Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}

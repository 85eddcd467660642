namespace BatchFunctions.Submissions;

/// <summary>Tells a manifest's format by its file name or its media type.</summary>
internal static class ManifestFormats
{
    public const string Endings = ".json, .yaml, .yml, .jsonl or .csv";

    public const string MediaTypes = "application/json, application/yaml, application/jsonl or text/csv";

    /// <returns><c>null</c> for any other ending.</returns>
    public static ManifestFormat? OfFile(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".json" => ManifestFormat.Json,
        ".yaml" or ".yml" => ManifestFormat.Yaml,
        ".jsonl" => ManifestFormat.JsonLines,
        ".csv" => ManifestFormat.Csv,
        _ => null,
    };

    /// <returns><c>null</c> for any other media type; JSON where none is given.</returns>
    public static ManifestFormat? OfMediaType(string? mediaType) => mediaType?.Split(';')[0].Trim().ToLowerInvariant() switch
    {
        null or "" or "application/json" => ManifestFormat.Json,
        "application/yaml" or "application/x-yaml" or "text/yaml" or "text/x-yaml" => ManifestFormat.Yaml,
        "application/jsonl" or "application/x-ndjson" or "application/x-jsonlines" => ManifestFormat.JsonLines,
        "text/csv" => ManifestFormat.Csv,
        _ => null,
    };
}

namespace BatchFunctions.Submissions;

/// <summary>The four ways to write a manifest.</summary>
internal enum ManifestFormat
{
    Json,
    Yaml,
    JsonLines,
    Csv,
}

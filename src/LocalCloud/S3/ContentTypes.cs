namespace LocalCloud.S3;

/// <summary>The content type of a file put there by hand, as the AWS CLI would have guessed it.</summary>
internal static class ContentTypes
{
    /// <summary>What S3 gives an object whose type nobody named.</summary>
    public const string Default = "binary/octet-stream";

    public static string Of(string key) => Path.GetExtension(key).ToLowerInvariant() switch
    {
        ".json" => "application/json",
        ".yaml" or ".yml" => "application/yaml",
        ".csv" => "text/csv",
        ".txt" or ".log" => "text/plain",
        ".html" => "text/html",
        ".xml" => "application/xml",
        ".gz" => "application/gzip",
        ".zip" => "application/zip",
        _ => Default,
    };
}

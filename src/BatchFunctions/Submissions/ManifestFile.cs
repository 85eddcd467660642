namespace BatchFunctions.Submissions;

/// <summary>One version of a manifest in the inbox.</summary>
/// <param name="Version">The object's version; without versioning, what tells this upload from the next.</param>
/// <param name="HasVersionId">Whether <paramref name="Version"/> can be asked for.</param>
internal sealed record ManifestFile(string Bucket, string Key, string Version, bool HasVersionId)
{
    public string Source => $"s3://{Bucket}/{Key}";
}

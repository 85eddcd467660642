namespace BatchFunctions.Submissions;

/// <summary>The bucket of manifests and results.</summary>
internal interface IManifestFiles
{
    /// <returns>The content; <c>null</c> where that version is gone.</returns>
    /// <exception cref="InvalidDataException">Longer than <paramref name="mostBytes"/>.</exception>
    Task<ReadOnlyMemory<byte>?> ReadAsync(ManifestFile file, int mostBytes, CancellationToken cancellation);

    Task WriteResultAsync(string bucket, string key, string json, CancellationToken cancellation);
}

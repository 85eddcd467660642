namespace BatchFunctions.Submissions;

/// <summary>The bucket of manifests and results.</summary>
internal interface IManifestFiles
{
    /// <returns>The content; <c>null</c> where that version is gone.</returns>
    /// <exception cref="InvalidDataException">Longer than <paramref name="mostBytes"/>.</exception>
    Task<ReadOnlyMemory<byte>?> ReadAsync(ManifestFile file, int mostBytes, CancellationToken cancellation);

    /// <summary>
    /// Writes a result, over one that is there. A repetition writes the same words; a correction follows half a minute later at the earliest, when no
    /// repetition of the first is under way any more.
    /// </summary>
    Task WriteResultAsync(string bucket, string key, string json, CancellationToken cancellation);
}

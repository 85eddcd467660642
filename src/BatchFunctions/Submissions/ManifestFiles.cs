using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

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

/// <summary>One version of a manifest in the inbox.</summary>
/// <param name="Version">The object's version; without versioning, what tells this upload from the next.</param>
/// <param name="HasVersionId">Whether <paramref name="Version"/> can be asked for.</param>
internal sealed record ManifestFile(string Bucket, string Key, string Version, bool HasVersionId)
{
    public string Source => $"s3://{Bucket}/{Key}";
}

/// <summary>Manifests and results in S3.</summary>
internal sealed class S3ManifestFiles(IAmazonS3 s3) : IManifestFiles
{
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(ManifestFile file, int mostBytes, CancellationToken cancellation)
    {
        try
        {
            using var answer = await s3.GetObjectAsync(
                new GetObjectRequest { BucketName = file.Bucket, Key = file.Key, VersionId = file.HasVersionId ? file.Version : null },
                cancellation);
            if (answer.ContentLength > mostBytes)
            {
                throw new InvalidDataException($"The file has {answer.ContentLength / 1024} KiB; a manifest may have {mostBytes / 1024} KiB.");
            }

            using var content = new MemoryStream((int)answer.ContentLength);
            await answer.ResponseStream.CopyToAsync(content, cancellation);
            return content.GetBuffer().AsMemory(0, (int)content.Length);
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public Task WriteResultAsync(string bucket, string key, string json, CancellationToken cancellation) => s3.PutObjectAsync(
        new PutObjectRequest { BucketName = bucket, Key = key, ContentBody = json, ContentType = "application/json" },
        cancellation);
}

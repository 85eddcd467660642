using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace BatchFunctions.Submissions;

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

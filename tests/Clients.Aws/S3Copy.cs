using Amazon.S3;
using Amazon.S3.Model;

namespace Clients.Aws;

/// <summary>Copies between files and <c>s3://bucket/key</c>; <c>-</c> is the standard input or output.</summary>
internal static class S3Copy
{
    public static async Task<int> CopyAsync(string from, string to)
    {
        using var s3 = Client();
        switch (Place.Parse(from), Place.Parse(to))
        {
            case ({ } source, null):
                await DownloadAsync(s3, source, to);
                break;
            case (null, { } target):
                await UploadAsync(s3, from, target);
                break;
            case ({ } source, { } target):
                await s3.CopyObjectAsync(source.Bucket, source.Key, target.Bucket, target.Key);
                break;
            default:
                throw new Amazon.Runtime.AmazonClientException($"Neither {from} nor {to} is in S3.");
        }

        return 0;
    }

    /// <summary>Every object below a prefix into a folder.</summary>
    public static async Task<int> SyncAsync(string from, string to)
    {
        using var s3 = Client();
        var source = Place.Parse(from) ?? throw new Amazon.Runtime.AmazonClientException($"{from} is not in S3.");
        await foreach (var found in s3.Paginators.ListObjectsV2(new() { BucketName = source.Bucket, Prefix = source.Key }).S3Objects)
        {
            var path = Path.Combine(to, found.Key[source.Key.Length..].TrimStart('/'));
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? to);
            await DownloadAsync(s3, source with { Key = found.Key }, path);
        }

        return 0;
    }

    /// <summary>As the AWS CLI does it at an address without names: the bucket in the path.</summary>
    private static AmazonS3Client Client() => new(new AmazonS3Config { ForcePathStyle = true });

    private static async Task DownloadAsync(AmazonS3Client s3, Place from, string path)
    {
        using var found = await s3.GetObjectAsync(from.Bucket, from.Key);
        await using var output = path == "-" ? Console.OpenStandardOutput() : File.Create(path);
        await found.ResponseStream.CopyToAsync(output);
    }

    private static async Task UploadAsync(AmazonS3Client s3, string path, Place to)
    {
        using var contents = new MemoryStream();
        await using (var input = path == "-" ? Console.OpenStandardInput() : File.OpenRead(path))
        {
            await input.CopyToAsync(contents);
        }

        contents.Position = 0;
        var key = to.Key.EndsWith('/') ? to.Key + Path.GetFileName(path) : to.Key;
        await s3.PutObjectAsync(new PutObjectRequest { BucketName = to.Bucket, Key = key, InputStream = contents });
    }
}

/// <summary>A place in S3.</summary>
internal sealed record Place(string Bucket, string Key)
{
    public static Place? Parse(string text)
    {
        const string scheme = "s3://";
        if (!text.StartsWith(scheme, StringComparison.Ordinal))
        {
            return null;
        }

        var slash = text.IndexOf('/', scheme.Length);

        return slash < 0 ? new(text[scheme.Length..], "") : new(text[scheme.Length..slash], text[(slash + 1)..]);
    }
}

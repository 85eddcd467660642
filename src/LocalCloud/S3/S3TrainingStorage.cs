using LocalBatch.Execution.Training;

namespace LocalCloud.S3;

/// <summary>Data and results of training in the buckets of the stack, as the files that their objects are.</summary>
/// <param name="opening">The store, once it is open.</param>
/// <param name="newFile">Names a file beside which nothing else is.</param>
internal sealed class S3TrainingStorage(Task<S3Store> opening, Func<string> newFile) : ITrainingStorage
{
    private const string Scheme = "s3://";

    // AWS: all objects whose keys begin with the prefix, under what follows its folder (SageMaker API, S3DataSource, S3Prefix).
    public int Fetch(string uri, string folder)
    {
        var (bucket, prefix) = Parse(uri);
        if (BucketFolder(bucket) is not { } place)
        {
            return 0;
        }

        var count = 0;
        foreach (var file in Directory.EnumerateFiles(place, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
        {
            var key = KeyPath.KeyOf(Path.GetRelativePath(place, file).Replace(Path.DirectorySeparatorChar, '/'));
            if (key.StartsWith(prefix, StringComparison.Ordinal))
            {
                var to = Path.Combine(folder, KeyPath.Of(Name(key, prefix)));
                Directory.CreateDirectory(Path.GetDirectoryName(to) ?? folder);
                File.Copy(file, to, overwrite: true);
                count++;
            }
        }

        return count;
    }

    public void Store(string file, string uri)
    {
        var (bucket, key) = Parse(uri);
        if (BucketFolder(bucket) is not { } place)
        {
            throw new IOException($"there is no bucket for {uri}");
        }

        // Whole or not at all, since the folder of a bucket is watched.
        var (copy, to) = (newFile(), Path.Combine(place, KeyPath.Of(key)));
        File.Copy(file, copy);
        Directory.CreateDirectory(Path.GetDirectoryName(to) ?? place);
        File.Move(copy, to, overwrite: true);
    }

    private string? BucketFolder(string bucket) =>
        BucketName.IsValid(bucket) && opening.GetAwaiter().GetResult().BucketFolder(bucket) is { } folder && Directory.Exists(folder) ? folder : null;

    /// <summary>What of a key follows the folder that a prefix names, or is in.</summary>
    private static string Name(string key, string prefix)
    {
        var rest = key[prefix.Length..];

        return prefix.Length > 0 && rest.StartsWith('/') ? rest[1..] : key[(prefix.LastIndexOf('/') + 1)..];
    }

    /// <exception cref="IOException">It is no such address.</exception>
    private static (string Bucket, string Key) Parse(string uri) =>
        uri.StartsWith(Scheme, StringComparison.Ordinal) && uri[Scheme.Length..].Split('/', 2) is [var bucket, ..] and var parts
            ? (bucket, parts.Length == 2 ? parts[1] : "")
            : throw new IOException($"'{uri}' is no address of S3; it is s3://BUCKET/KEY");
}

using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using LocalCloud.State;

namespace LocalCloud.S3;

/// <summary>Compares the folders of buckets with the index: what was copied in by hand becomes an object, what was taken away is one no more.</summary>
internal sealed class FolderScan(S3Store store, S3StoreOptions options)
{
    private static readonly EnumerationOptions PlainFiles = new()
    {
        RecurseSubdirectories = true,
        // Links could lead out of the folder.
        AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Device,
        IgnoreInaccessible = true,
    };

    /// <summary>Looks at every file of every bucket.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var buckets = await store.RunAsync(
            desk => desk.Buckets.Select(bucket => (bucket.Name, Latest: bucket.Histories.Select(history => history[0]).Where(latest => !latest.IsDeleteMarker).ToList())).ToList(),
            cancellation);
        foreach (var (bucket, latest) in buckets)
        {
            if (Links.IsLink(store.BucketFolder(bucket)))
            {
                // Its objects are neither there nor gone: whoever made the link may put the folder back.
                if (store.Told.IsNew(store.BucketFolder(bucket)))
                {
                    options.Log.LinkedBucket(store.BucketFolder(bucket));
                }

                continue;
            }

            store.Told.Forget(store.BucketFolder(bucket));
            var known = await OwnersAsync(bucket, latest, cancellation);
            foreach (var path in FilesIn(bucket, ""))
            {
                if (known.Remove(path, out var version) && FileFacts.Of(FullPath(bucket, path)) is { } facts
                    && (facts.Size, facts.Ticks) == (version.Size, version.FileTicks))
                {
                    continue;
                }

                await LookAsync(bucket, path, cancellation);
            }

            foreach (var gone in known.Values)
            {
                await store.RunAsync(desk => desk.ByHand.Vanish(bucket, gone.Key), cancellation);
            }
        }
    }

    /// <summary>The object of each path. Earlier versions gave some files to a second key, too; that key is forgotten, the file stays.</summary>
    private async Task<Dictionary<string, StoredObject>> OwnersAsync(string bucket, List<StoredObject> latest, CancellationToken cancellation)
    {
        Dictionary<string, StoredObject> owners = new(StringComparer.Ordinal);
        foreach (var version in latest.OrderBy(version => KeyPath.KeyOf(version.Path) != version.Key).ThenBy(version => version.Sequencer, StringComparer.Ordinal))
        {
            if (!owners.TryAdd(version.Path, version))
            {
                await store.RunAsync(desk => desk.ByHand.Disown(bucket, version), cancellation);
                options.Log.Disowned(bucket, version.Key, owners[version.Path].Key);
            }
        }

        return owners;
    }

    /// <summary>The files below a folder of a bucket, relative to the bucket's own.</summary>
    public IEnumerable<string> FilesIn(string bucket, string below)
    {
        var root = store.BucketFolder(bucket);
        var folder = Path.Combine(root, below);

        return Directory.Exists(folder) && !Links.AreIn(root, below)
            ? Directory.EnumerateFiles(folder, "*", PlainFiles).Select(file => Path.GetRelativePath(root, file)).Where(path => !path.EndsWith(".DS_Store", StringComparison.Ordinal))
            : [];
    }

    /// <summary>Looks at one place in a bucket.</summary>
    /// <returns>False if the file there is still being written: look again later.</returns>
    public async Task<bool> LookAsync(string bucket, string path, CancellationToken cancellation)
    {
        var file = FullPath(bucket, path);
        if (Links.AreIn(store.BucketFolder(bucket), path))
        {
            return true;
        }

        if (FileRights.IsSpecial(file))
        {
            // A device can be read for ever, a pipe holds up whoever opens it.
            if (store.Told.IsNew(file))
            {
                options.Log.Unreadable(file, "it is a device, a pipe or a socket, and only files become objects");
            }

            return true;
        }

        if (FileFacts.Of(file) is not { } facts)
        {
            await store.RunAsync(desk => desk.ByHand.Vanish(bucket, KeyPath.KeyOf(path)), cancellation);

            return true;
        }

        var key = KeyPath.KeyOf(path);
        if (await store.RunAsync(desk => IsKnown(desk, bucket, key, path, facts), cancellation))
        {
            return true;
        }

        if (Posix.IsBeingWritten(file))
        {
            return false;
        }

        if (await HashAsync(file, cancellation) is not { } etag)
        {
            // Told; a change of it comes here again.
            return true;
        }

        if (FileFacts.Of(file) != facts || Posix.IsBeingWritten(file))
        {
            return false;
        }

        if (await store.RunAsync(desk => desk.ByHand.OtherOwner(bucket, path), cancellation) is { } other)
        {
            if (store.Told.IsNew(file))
            {
                options.Log.Shadowed(file, other.Key, other.Path);
            }
        }
        else if (await store.RunAsync(desk => desk.ByHand.Adopt(bucket, path, facts, etag), cancellation) is { } adopted)
        {
            options.Log.Adopted(bucket, adopted.Key, adopted.Size);
        }

        return true;
    }

    private static bool IsKnown(S3Desk desk, string bucketName, string key, string path, FileFacts facts) =>
        desk.Buckets.FirstOrDefault(bucket => bucket.Name == bucketName)?.Latest(key) is { IsDeleteMarker: false } latest
        && latest.Path == path && (latest.Size, latest.FileTicks) == (facts.Size, facts.Ticks);

    private string FullPath(string bucket, string path) => Path.Combine(store.BucketFolder(bucket), path);

    [SuppressMessage("Security", "CA5351", Justification = "The ETag of S3 is an MD5; nothing rests on its strength.")]
    private async Task<string?> HashAsync(string file, CancellationToken cancellation)
    {
        try
        {
            await using var stream = new FileStream(Posix.OpenToRead(file), FileAccess.Read);
            var etag = Convert.ToHexStringLower(await MD5.HashDataAsync(stream, cancellation));
            store.Told.Forget(file);

            return etag;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            if (store.Told.IsNew(file))
            {
                options.Log.Unreadable(file, unreadable.Message);
            }

            return null;
        }
    }
}

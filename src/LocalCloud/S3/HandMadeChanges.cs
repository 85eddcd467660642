namespace LocalCloud.S3;

/// <summary>Takes in what people do in a bucket's folder: files copied into it, and files taken away. A part of the desk's turn.</summary>
internal sealed class HandMadeChanges(S3Desk desk)
{
    /// <summary>The object that has the key of <paramref name="path"/> already, with a file of its own elsewhere; else <c>null</c>.</summary>
    public StoredObject? OtherOwner(string bucketName, string path) =>
        desk.TryFind(bucketName)?.Latest(KeyPath.KeyOf(path)) is { IsDeleteMarker: false } latest && latest.Path != path && File.Exists(desk.Files.Of(latest)) ? latest : null;

    /// <summary>Forgets an object whose file is another's.</summary>
    public bool Disown(string bucketName, StoredObject version)
    {
        if (desk.TryFind(bucketName) is not { } bucket || bucket.Latest(version.Key) != version)
        {
            return false;
        }

        desk.Drop(bucket, version);

        return true;
    }

    /// <summary>A file that someone put into the bucket's folder becomes an object, if it still looks as when it was read.</summary>
    public StoredObject? Adopt(string bucketName, string path, FileFacts seen, string etag)
    {
        if (desk.TryFind(bucketName) is not { } bucket || FileFacts.Of(Path.Combine(desk.Files.BucketFolder(bucketName), path)) != seen)
        {
            return null;
        }

        var key = KeyPath.KeyOf(path);
        if (bucket.Latest(key) is { IsDeleteMarker: false } latest && Forget(bucket, latest, path, seen, etag))
        {
            return null;
        }

        var made = new NewObject(bucketName, key, etag, seen.Size, "ObjectCreated:Put", desk.NewCause())
        {
            Headers = new Dictionary<string, string> { ["content-type"] = ContentTypes.Of(key) },
        };

        return desk.Add(bucket, made, path, seen.Ticks);
    }

    /// <summary>The file of an object was taken away by hand.</summary>
    public bool Vanish(string bucketName, string key)
    {
        if (desk.TryFind(bucketName) is not { } bucket || bucket.Latest(key) is not { IsDeleteMarker: false } latest || File.Exists(desk.Files.Of(latest)))
        {
            return false;
        }

        // A crash came between putting an old version away and its successor.
        if (File.Exists(desk.Files.OfOlder(latest)))
        {
            desk.Change(bucket, latest, latest with { FileTicks = desk.Files.Restore(latest, latest.Path) });

            return false;
        }

        desk.Drop(bucket, latest);
        desk.NotifyRemoved(bucket, latest, desk.NewCause());

        return true;
    }

    // The same file, perhaps under another name: nothing new. Otherwise the old content is lost, and its row with it.
    private bool Forget(BucketIndex bucket, StoredObject latest, string path, FileFacts seen, string etag)
    {
        // Only touched: an event would submit the same manifest again.
        if (latest.Size == seen.Size && latest.ETag == etag && latest.Path == path)
        {
            desk.Change(bucket, latest, latest with { FileTicks = seen.Ticks });

            return true;
        }

        if (latest.Size == seen.Size && latest.FileTicks == seen.Ticks)
        {
            if (latest.Path != path && !File.Exists(desk.Files.Of(latest)))
            {
                desk.Change(bucket, latest, latest with { Path = path });
            }

            return true;
        }

        // Differs: what is overwritten by hand is gone, also where the bucket keeps versions.
        if (latest.VersionId is null || !File.Exists(desk.Files.OfOlder(latest)))
        {
            desk.Drop(bucket, latest);
        }

        return false;
    }
}

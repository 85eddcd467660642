namespace LocalCloud.S3;

/// <summary>The files of objects. Renames only: what a reader sees is the old file or the new one, never half of one.</summary>
/// <param name="folder">Has a folder for each bucket; those of our own begin with a dot, which no bucket's name does.</param>
internal sealed class ObjectFiles(string folder)
{
    private string Uploads => Path.Combine(folder, ".uploads");

    public string BucketFolder(string bucket) => Path.Combine(folder, bucket);

    public string Of(StoredObject latest) => Path.Combine(BucketFolder(latest.Bucket), latest.Path);

    /// <summary>Where the file of a version lies that is no longer the latest.</summary>
    public string OfOlder(StoredObject version) => Path.Combine(folder, ".versions", version.Bucket, version.Sequencer);

    /// <summary>A file that is being written, on the same file system, so that it can be renamed into place.</summary>
    public string NewTemporary(Guid id)
    {
        Directory.CreateDirectory(Uploads);

        return Path.Combine(Uploads, id.ToString("N"));
    }

    /// <summary>Removes what an interrupted run was writing.</summary>
    /// <param name="kept">Parts of uploads that go on.</param>
    public void RemoveLeftovers(IReadOnlySet<string> kept)
    {
        foreach (var file in Directory.Exists(Uploads) ? Directory.GetFiles(Uploads) : [])
        {
            if (!kept.Contains(file))
            {
                File.Delete(file);
            }
        }
    }

    public void CreateBucket(string bucket) => Directory.CreateDirectory(BucketFolder(bucket));

    /// <summary>Removes an empty bucket's folder, with the empty folders in it.</summary>
    public void RemoveBucket(string bucket)
    {
        Directory.Delete(BucketFolder(bucket), recursive: true);
        var versions = Path.Combine(folder, ".versions", bucket);
        if (Directory.Exists(versions))
        {
            Directory.Delete(versions, recursive: true);
        }
    }

    /// <summary>Where a key's file can lie: at its own path, or beside it where a folder has taken that name.</summary>
    public string PlaceFor(string bucket, string key)
    {
        var path = KeyPath.Of(key);

        return Directory.Exists(Path.Combine(BucketFolder(bucket), path)) ? KeyPath.Aside(path) : path;
    }

    /// <summary>The path of the first file that stands where a folder on the way to <paramref name="path"/> must be; else <c>null</c>.</summary>
    public string? FileInTheWay(string bucket, string path)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            if (File.Exists(Path.Combine(BucketFolder(bucket), path[..slash])))
            {
                return path[..slash];
            }
        }

        return null;
    }

    public void MoveAside(string bucket, string path) =>
        File.Move(Path.Combine(BucketFolder(bucket), path), Path.Combine(BucketFolder(bucket), KeyPath.Aside(path)), overwrite: true);

    /// <summary>Renames a whole file into place.</summary>
    /// <returns>The file's own time.</returns>
    public long Install(string temporary, string bucket, string path)
    {
        Links.RefuseOnTheWay(BucketFolder(bucket), path);
        var target = Path.Combine(BucketFolder(bucket), path);
        var parent = Path.GetDirectoryName(target) ?? folder;
        var isNewFolder = !Directory.Exists(parent);
        Directory.CreateDirectory(parent);
        File.Move(temporary, target, overwrite: true);
        Posix.SyncFolder(parent);
        if (isNewFolder)
        {
            SyncUp(parent, BucketFolder(bucket));
        }

        return File.GetLastWriteTimeUtc(target).Ticks;
    }

    /// <summary>Puts the latest file away as an older version.</summary>
    public void Supersede(StoredObject latest)
    {
        Links.RefuseOnTheWay(BucketFolder(latest.Bucket), latest.Path);
        var (from, to) = (Of(latest), OfOlder(latest));
        if (File.Exists(from))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to) ?? folder);
            File.Move(from, to, overwrite: true);
        }
    }

    /// <summary>Brings an older version back as the latest.</summary>
    /// <returns>The file's own time.</returns>
    public long Restore(StoredObject version, string path) => Install(OfOlder(version), version.Bucket, path);

    /// <summary>Removes a file, and the folders that are empty without it.</summary>
    public void Remove(string bucket, string path)
    {
        var root = BucketFolder(bucket);
        Links.RefuseOnTheWay(root, path);
        File.Delete(Path.Combine(root, path));
        for (var parent = Path.GetDirectoryName(Path.Combine(root, path)); parent is not null && parent.Length > root.Length; parent = Path.GetDirectoryName(parent))
        {
            if (Directory.EnumerateFileSystemEntries(parent).Any())
            {
                return;
            }

            Directory.Delete(parent);
        }
    }

    private static void SyncUp(string from, string to)
    {
        for (var folder = Path.GetDirectoryName(from); folder is not null && folder.Length >= to.Length; folder = Path.GetDirectoryName(folder))
        {
            Posix.SyncFolder(folder);
        }
    }
}

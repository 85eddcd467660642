using LocalCloud.Deliveries;
using LocalCloud.Gateway;
using LocalCloud.Lineages;
using LocalCloud.State;

namespace LocalCloud.S3;

/// <summary>What the loop of the store does in one turn. Renames files; collects rows and notifications, writes none itself.</summary>
internal sealed class S3Desk
{
    private readonly S3StoreOptions _options;
    private readonly Dictionary<string, BucketIndex> _buckets;
    private readonly Sequencer _sequencer;
    private readonly ChangeNotices _notices;
    private List<Action<StateWriter>> _writes = [];
    private List<OutboxEntry> _deliveries = [];

    public S3Desk(S3StoreOptions options)
    {
        _options = options;
        _sequencer = new(options.Time);
        _notices = new(options);
        Files = new(options.Folder);
        ByHand = new(this);
        options.Database.Define(S3Journal.Tables);
        _buckets = S3Journal.ReadBuckets(options.Database).ToDictionary(bucket => bucket.Name, StringComparer.Ordinal);
        foreach (var settings in options.Buckets)
        {
            Put(settings);
        }

        foreach (var version in S3Journal.ReadObjects(options.Database))
        {
            _sequencer.Follow(version.Sequencer);
            _buckets.GetValueOrDefault(version.Bucket)?.Add(version);
        }

        foreach (var bucket in _buckets.Keys)
        {
            Files.CreateBucket(bucket);
        }

        Uploads = new(options, S3Journal.ReadUploads(options.Database), Write);
        Files.RemoveLeftovers(Uploads.Files);
    }

    public ObjectFiles Files { get; }

    public UploadDesk Uploads { get; }

    public IReadOnlyList<BucketIndex> Buckets => [.. _buckets.Values.OrderBy(bucket => bucket.Name, StringComparer.Ordinal)];

    /// <summary>What people do in the buckets' folders.</summary>
    public HandMadeChanges ByHand { get; }

    public DateTimeOffset Now => _options.Time.GetUtcNow();

    /// <exception cref="AwsException">NoSuchBucket.</exception>
    public BucketIndex Find(string bucket) => TryFind(bucket) ?? throw S3Errors.NoBucket(bucket);

    public BucketIndex? TryFind(string bucket) => _buckets.GetValueOrDefault(bucket);

    public (List<Action<StateWriter>> Writes, List<OutboxEntry> Deliveries) TakeWork()
    {
        var work = (_writes, _deliveries);
        (_writes, _deliveries) = ([], []);

        return work;
    }

    /// <summary>Makes the bucket, or changes its settings.</summary>
    public BucketIndex Put(BucketSettings settings)
    {
        if (_buckets.TryGetValue(settings.Name, out var bucket))
        {
            bucket.Settings = settings;
        }
        else
        {
            BucketName.Check(settings.Name);
            _buckets.Add(settings.Name, bucket = new(settings, Now));
            Files.CreateBucket(settings.Name);
        }

        Write(S3Journal.Save(bucket));

        return bucket;
    }

    public bool RemoveBucket(string name)
    {
        if (!Find(name).IsEmpty || Uploads.InBucket(name).Any())
        {
            throw new AwsException("BucketNotEmpty", $"The bucket you tried to delete is not empty: {name}", 409);
        }

        Files.RemoveBucket(name);
        Write(S3Journal.RemoveBucket(name));

        return _buckets.Remove(name);
    }

    /// <summary>The version asked for, with its file open: whatever happens to the object meanwhile, this is what it was.</summary>
    /// <exception cref="AwsException">NoSuchKey, NoSuchVersion, MethodNotAllowed for a delete marker.</exception>
    public (StoredObject Object, FileStream File) Open(string bucketName, string key, string? versionId)
    {
        var bucket = Find(bucketName);
        var latest = bucket.Latest(key);
        var version = versionId is null ? latest : bucket.Version(key, versionId) ?? throw S3Errors.NoVersion(versionId);
        if (version is null or { IsDeleteMarker: true })
        {
            throw versionId is null
                ? S3Errors.NoKey(key)
                : new AwsException("MethodNotAllowed", "The specified version is a delete marker; it can only be deleted.", 405);
        }

        if (version == latest)
        {
            Links.Refuse(Files.BucketFolder(bucketName), version.Path);
        }

        try
        {
            return (version, new(Posix.OpenToRead(version == latest ? Files.Of(version) : Files.OfOlder(version)), FileAccess.Read, 1));
        }
        catch (IOException gone) when (gone is FileNotFoundException || State.FileRights.IsSpecial(Files.Of(version)))
        {
            // Taken away by hand just now, or a device put in its place; the watch of the folder will notice too.
            throw S3Errors.NoKey(key);
        }
    }

    /// <summary>A whole file becomes the latest version of an object.</summary>
    public StoredObject Install(NewObject made, string temporary)
    {
        var bucket = Find(made.Bucket);
        Links.RefuseOnTheWay(Files.BucketFolder(made.Bucket), KeyPath.Of(made.Key));
        if (Files.FileInTheWay(made.Bucket, KeyPath.Of(made.Key)) is { } obstacle)
        {
            MoveAside(bucket, obstacle);
        }

        var latest = bucket.Latest(made.Key);
        made.Check(latest is { IsDeleteMarker: false } ? latest : null);
        var path = Files.PlaceFor(made.Bucket, made.Key);
        if (latest is { IsDeleteMarker: false })
        {
            MakeRoom(bucket, latest, path);
        }

        var ticks = Files.Install(temporary, made.Bucket, path);

        return Add(bucket, made, path, ticks);
    }

    /// <summary>Deletes the latest version, or the one named.</summary>
    /// <returns>The version or delete marker that this made or removed; <c>null</c> if there was none.</returns>
    public StoredObject? Delete(string bucketName, string key, string? versionId, Cause cause)
    {
        var bucket = Find(bucketName);
        if (versionId is not null)
        {
            return DeleteVersion(bucket, key, versionId, cause);
        }

        return bucket.Settings.IsVersioned ? AddDeleteMarker(bucket, key, cause)
            : bucket.Latest(key) is { } latest ? DeleteVersion(bucket, key, latest.VersionId ?? "null", cause) : null;
    }

    public void Write(Action<StateWriter> write) => _writes.Add(write);

    /// <summary>One more version, the latest now.</summary>
    /// <param name="bucket">Where.</param>
    /// <param name="made">What.</param>
    /// <param name="path">Its file, in the bucket's folder.</param>
    /// <param name="ticks">When that was last written.</param>
    public StoredObject Add(BucketIndex bucket, NewObject made, string path, long ticks)
    {
        var stored = new StoredObject
        {
            Bucket = made.Bucket,
            Key = made.Key,
            VersionId = bucket.Settings.IsVersioned ? _options.NewId().ToString("N") : null,
            Sequencer = _sequencer.Next(),
            ETag = made.ETag,
            Size = made.Size,
            LastModified = Now,
            Path = path,
            FileTicks = ticks,
            Headers = made.Headers,
        };
        bucket.Add(stored);
        Write(S3Journal.Save(stored));
        Notify(bucket, new(made.EventName, stored, made.Cause));

        return stored;
    }

    public void Change(BucketIndex bucket, StoredObject old, StoredObject changed)
    {
        bucket.Replace(old, changed);
        Write(S3Journal.Save(changed));
    }

    public void Drop(BucketIndex bucket, StoredObject version)
    {
        bucket.Remove(version);
        Write(S3Journal.Remove(version));
    }

    /// <summary>Tells who wants to know that a version is gone for good.</summary>
    public void NotifyRemoved(BucketIndex bucket, StoredObject version, Cause cause) =>
        Notify(bucket, new("ObjectRemoved:Delete", version with { Sequencer = _sequencer.Next(), LastModified = Now }, cause));

    public Cause NewCause() => new(_options.NewId().ToString(), Lineage.None);

    private void MoveAside(BucketIndex bucket, string path)
    {
        Files.MoveAside(bucket.Name, path);
        if (bucket.Latest(KeyPath.KeyOf(path)) is { IsDeleteMarker: false } moved && moved.Path == path)
        {
            Change(bucket, moved, moved with { Path = KeyPath.Aside(path) });
        }
    }

    private void MakeRoom(BucketIndex bucket, StoredObject latest, string newPath)
    {
        if (bucket.Settings.IsVersioned)
        {
            Files.Supersede(latest);
        }
        else
        {
            Drop(bucket, latest);
            if (latest.Path != newPath)
            {
                Files.Remove(bucket.Name, latest.Path);
            }
        }
    }

    private StoredObject AddDeleteMarker(BucketIndex bucket, string key, Cause cause)
    {
        if (bucket.Latest(key) is { IsDeleteMarker: false } latest)
        {
            Files.Supersede(latest);
        }

        var marker = new StoredObject
        {
            Bucket = bucket.Name,
            Key = key,
            VersionId = _options.NewId().ToString("N"),
            Sequencer = _sequencer.Next(),
            ETag = "",
            Size = 0,
            LastModified = Now,
            IsDeleteMarker = true,
            Path = "",
        };
        bucket.Add(marker);
        Write(S3Journal.Save(marker));
        Notify(bucket, new("ObjectRemoved:DeleteMarkerCreated", marker, cause));

        return marker;
    }

    private StoredObject? DeleteVersion(BucketIndex bucket, string key, string versionId, Cause cause)
    {
        if (bucket.Version(key, versionId) is not { } version)
        {
            return null;
        }

        var wasLatest = bucket.Latest(key) == version;
        // Before anything changes: a refusal leaves all as it was.
        Links.RefuseOnTheWay(Files.BucketFolder(bucket.Name), wasLatest ? version.Path : "");
        Drop(bucket, version);
        if (wasLatest && !version.IsDeleteMarker)
        {
            Files.Remove(bucket.Name, version.Path);
        }
        else if (!version.IsDeleteMarker)
        {
            File.Delete(Files.OfOlder(version));
        }

        if (wasLatest && bucket.Latest(key) is { IsDeleteMarker: false } older)
        {
            var path = Files.PlaceFor(bucket.Name, key);
            Change(bucket, older, older with { Path = path, FileTicks = Files.Restore(older, path) });
        }

        NotifyRemoved(bucket, version, cause);

        return version;
    }

    private void Notify(BucketIndex bucket, S3Change change) => _deliveries.AddRange(_notices.Of(bucket, change));
}

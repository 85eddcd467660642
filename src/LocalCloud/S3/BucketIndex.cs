using System.Diagnostics.CodeAnalysis;

namespace LocalCloud.S3;

/// <summary>A bucket's objects in memory, in S3's order of keys.</summary>
internal sealed class BucketIndex(BucketSettings settings, DateTimeOffset createdAt)
{
    private readonly SortedList<string, List<StoredObject>> _versions = new(KeyOrder.Instance);

    public BucketSettings Settings { get; set; } = settings;

    /// <summary>In the order they were given.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; set; } = [];

    public string Name => Settings.Name;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public bool IsEmpty => _versions.Count == 0;

    /// <summary>All versions by key, the latest of each first.</summary>
    public IEnumerable<IReadOnlyList<StoredObject>> Histories => _versions.Values;

    /// <summary>The latest version, unless that is a delete marker.</summary>
    public bool TryGetLatest(string key, [NotNullWhen(true)] out StoredObject? found)
    {
        found = Latest(key) is { IsDeleteMarker: false } latest ? latest : null;

        return found is not null;
    }

    /// <summary>The latest version or delete marker.</summary>
    public StoredObject? Latest(string key) => _versions.TryGetValue(key, out var versions) ? versions[0] : null;

    public StoredObject? Version(string key, string versionId) =>
        _versions.TryGetValue(key, out var versions) ? versions.Find(version => (version.VersionId ?? "null") == versionId) : null;

    public void Add(StoredObject version)
    {
        if (!_versions.TryGetValue(version.Key, out var versions))
        {
            _versions.Add(version.Key, versions = []);
        }

        // Also right for rows read from disk in any order.
        var place = versions.FindIndex(other => string.CompareOrdinal(other.Sequencer, version.Sequencer) < 0);
        versions.Insert(place < 0 ? versions.Count : place, version);
    }

    public void Replace(StoredObject old, StoredObject changed)
    {
        var versions = _versions[old.Key];
        versions[versions.IndexOf(old)] = changed;
    }

    public void Remove(StoredObject version)
    {
        var versions = _versions[version.Key];
        versions.Remove(version);
        if (versions.Count == 0)
        {
            _versions.Remove(version.Key);
        }
    }

    /// <summary>The histories of the keys from <paramref name="start"/> on.</summary>
    public IEnumerable<KeyValuePair<string, List<StoredObject>>> From(string start)
    {
        var (low, high) = (0, _versions.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = KeyOrder.Instance.Compare(_versions.Keys[middle], start) < 0 ? (middle + 1, high) : (low, middle);
        }

        for (var index = low; index < _versions.Count; index++)
        {
            yield return KeyValuePair.Create(_versions.Keys[index], _versions.Values[index]);
        }
    }
}

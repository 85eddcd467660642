using System.Text;
using System.Text.Json;
using LocalCloud.State;

namespace LocalCloud.S3;

/// <summary>The rows of buckets and objects. The objects' content lies in files.</summary>
internal static class S3Journal
{
    public const string Tables = """
        CREATE TABLE IF NOT EXISTS s3_buckets (name TEXT PRIMARY KEY, versioned INTEGER NOT NULL, created_ms INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS s3_bucket_tags (bucket TEXT PRIMARY KEY, tags TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS s3_objects (
            bucket TEXT NOT NULL, key TEXT NOT NULL, version_id TEXT NOT NULL, sequencer TEXT NOT NULL, etag TEXT NOT NULL, size INTEGER NOT NULL,
            modified_ms INTEGER NOT NULL, is_delete_marker INTEGER NOT NULL, path TEXT NOT NULL, file_ticks INTEGER NOT NULL, headers TEXT NOT NULL,
            PRIMARY KEY (bucket, key, version_id)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS s3_uploads (
            id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, headers TEXT NOT NULL, started_ms INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS s3_parts (
            upload_id TEXT NOT NULL, number INTEGER NOT NULL, etag TEXT NOT NULL, size INTEGER NOT NULL, modified_ms INTEGER NOT NULL, file TEXT NOT NULL,
            headers TEXT NOT NULL, PRIMARY KEY (upload_id, number)) WITHOUT ROWID;
        """;

    public static Action<StateWriter> Save(BucketIndex bucket)
    {
        var (name, versioned, created) = (bucket.Name, bucket.Settings.IsVersioned, bucket.CreatedAt.ToUnixTimeMilliseconds());

        return writer => writer.Execute("INSERT OR REPLACE INTO s3_buckets VALUES ($0, $1, $2)", name, versioned ? 1 : 0, created);
    }

    public static Action<StateWriter> SaveTags(BucketIndex bucket)
    {
        var (name, tags) = (bucket.Name, Write(new Dictionary<string, string>(bucket.Tags)));

        return writer => writer.Execute("INSERT OR REPLACE INTO s3_bucket_tags VALUES ($0, $1)", name, tags);
    }

    public static Action<StateWriter> RemoveBucket(string name) => writer =>
    {
        writer.Execute("DELETE FROM s3_buckets WHERE name = $0", name);
        writer.Execute("DELETE FROM s3_bucket_tags WHERE bucket = $0", name);
    };

    public static Action<StateWriter> Save(StoredObject version) => writer => writer.Execute(
        "INSERT OR REPLACE INTO s3_objects VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        version.Bucket, version.Key, version.VersionId ?? "", version.Sequencer, version.ETag, version.Size, version.LastModified.ToUnixTimeMilliseconds(),
        version.IsDeleteMarker ? 1 : 0, version.Path, version.FileTicks, Write(version.Headers));

    public static Action<StateWriter> Remove(StoredObject version) => writer => writer.Execute(
        "DELETE FROM s3_objects WHERE bucket = $0 AND key = $1 AND version_id = $2", version.Bucket, version.Key, version.VersionId ?? "");

    public static Action<StateWriter> Save(Upload upload) => writer => writer.Execute(
        "INSERT OR REPLACE INTO s3_uploads VALUES ($0, $1, $2, $3, $4)",
        upload.Id, upload.Bucket, upload.Key, Write(upload.Headers), upload.StartedAt.ToUnixTimeMilliseconds());

    public static Action<StateWriter> Save(string uploadId, UploadPart part) => writer => writer.Execute(
        "INSERT OR REPLACE INTO s3_parts VALUES ($0, $1, $2, $3, $4, $5, $6)",
        uploadId, part.Number, part.ETag, part.Size, part.LastModified.ToUnixTimeMilliseconds(), part.File, Write(part.Headers));

    public static Action<StateWriter> RemoveUpload(string id) => writer =>
    {
        writer.Execute("DELETE FROM s3_uploads WHERE id = $0", id);
        writer.Execute("DELETE FROM s3_parts WHERE upload_id = $0", id);
    };

    public static List<BucketIndex> ReadBuckets(StateDatabase database) => database.Read(
        "SELECT name, versioned, created_ms, coalesce((SELECT tags FROM s3_bucket_tags WHERE bucket = name), '{}') FROM s3_buckets",
        row => new BucketIndex(new() { Name = row.GetString(0), IsVersioned = row.GetInt64(1) != 0 }, Time(row.GetInt64(2)))
        {
            Tags = [.. ReadHeaders(row.GetString(3))],
        });

    public static List<StoredObject> ReadObjects(StateDatabase database) => database.Read(
        "SELECT bucket, key, version_id, sequencer, etag, size, modified_ms, is_delete_marker, path, file_ticks, headers FROM s3_objects",
        row => new StoredObject
        {
            Bucket = row.GetString(0),
            Key = row.GetString(1),
            VersionId = row.GetString(2) is { Length: > 0 } version ? version : null,
            Sequencer = row.GetString(3),
            ETag = row.GetString(4),
            Size = row.GetInt64(5),
            LastModified = Time(row.GetInt64(6)),
            IsDeleteMarker = row.GetInt64(7) != 0,
            Path = row.GetString(8),
            FileTicks = row.GetInt64(9),
            Headers = ReadHeaders(row.GetString(10)),
        });

    public static List<Upload> ReadUploads(StateDatabase database)
    {
        var parts = database.Read(
            "SELECT upload_id, number, etag, size, modified_ms, file, headers FROM s3_parts",
            row => (UploadId: row.GetString(0), Part: new UploadPart(
                row.GetInt32(1), row.GetString(2), row.GetInt64(3), Time(row.GetInt64(4)), row.GetString(5), ReadHeaders(row.GetString(6)))))
            .ToLookup(row => row.UploadId, row => row.Part);

        return database.Read(
            "SELECT id, bucket, key, headers, started_ms FROM s3_uploads",
            row => new Upload(row.GetString(0), row.GetString(1), row.GetString(2), ReadHeaders(row.GetString(3)), Time(row.GetInt64(4)))
            {
                Parts = new(parts[row.GetString(0)].ToDictionary(part => part.Number)),
            });
    }

    private static string Write(IReadOnlyDictionary<string, string> headers)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in headers)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static Dictionary<string, string> ReadHeaders(string text)
    {
        using var document = JsonDocument.Parse(text);

        return document.RootElement.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString() ?? "", StringComparer.Ordinal);
    }

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}

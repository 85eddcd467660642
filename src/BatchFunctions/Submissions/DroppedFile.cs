using Amazon.Lambda.S3Events;

namespace BatchFunctions.Submissions;

/// <summary>Reads which file an S3 event tells of.</summary>
internal static class DroppedFile
{
    /// <exception cref="FormatException">The event names no bucket or no key; S3 never sends such a one.</exception>
    public static ManifestFile Of(S3Event.S3EventNotificationRecord record)
    {
        if (record.S3 is not { Bucket.Name: { Length: > 0 } bucket, Object: { Key.Length: > 0 } file })
        {
            throw new FormatException("The S3 event names no bucket or no key.");
        }

        // AWS: keys in events are URL-encoded, blanks as '+' (S3 user guide, event message structure).
        var key = file.KeyDecoded ?? file.Key;

        return file.VersionId is { Length: > 0 } and not "null"
            ? new ManifestFile(bucket, key, file.VersionId, HasVersionId: true)
            : new ManifestFile(bucket, key, $"{file.ETag}/{file.Sequencer}", HasVersionId: false);
    }
}

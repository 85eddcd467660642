using LocalCloud.Gateway;
using LocalCloud.State;

namespace LocalCloud.S3;

/// <summary>Multipart uploads in one turn of the store's loop.</summary>
internal sealed class UploadDesk(S3StoreOptions options, List<Upload> uploads, Action<Action<StateWriter>> write)
{
    private readonly Dictionary<string, Upload> _uploads = uploads.ToDictionary(upload => upload.Id, StringComparer.Ordinal);

    /// <summary>The files of all parts.</summary>
    public IReadOnlySet<string> Files => _uploads.Values.SelectMany(upload => upload.Parts.Values).Select(part => part.File).ToHashSet(StringComparer.Ordinal);

    public IEnumerable<Upload> InBucket(string bucket) => _uploads.Values.Where(upload => upload.Bucket == bucket)
        .OrderBy(upload => upload.Key, KeyOrder.Instance).ThenBy(upload => upload.StartedAt);

    public Upload Begin(string bucket, string key, IReadOnlyDictionary<string, string> headers)
    {
        var upload = new Upload(options.NewId().ToString("N"), bucket, key, headers, options.Time.GetUtcNow());
        _uploads.Add(upload.Id, upload);
        write(S3Journal.Save(upload));

        return upload;
    }

    /// <exception cref="AwsException">NoSuchUpload.</exception>
    public Upload Find(string bucket, string key, string uploadId) =>
        _uploads.GetValueOrDefault(uploadId) is { } upload && upload.Bucket == bucket && upload.Key == key ? upload : throw S3Errors.NoUpload(uploadId);

    /// <summary>Takes a part; one of the same number is replaced.</summary>
    public UploadPart Add(Upload upload, UploadPart part)
    {
        if (upload.Parts.GetValueOrDefault(part.Number) is { } replaced)
        {
            File.Delete(replaced.File);
        }

        upload.Parts[part.Number] = part;
        write(S3Journal.Save(upload.Id, part));

        return part;
    }

    /// <summary>Forgets the upload with its parts.</summary>
    public bool Remove(Upload upload)
    {
        foreach (var part in upload.Parts.Values)
        {
            File.Delete(part.File);
        }

        write(S3Journal.RemoveUpload(upload.Id));

        return _uploads.Remove(upload.Id);
    }
}

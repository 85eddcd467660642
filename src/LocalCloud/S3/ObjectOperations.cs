using System.Text;
using System.Xml;
using LocalCloud.Gateway;
using Microsoft.AspNetCore.Http;

namespace LocalCloud.S3;

/// <summary>The operations on objects.</summary>
internal sealed class ObjectOperations(S3Store store)
{
    private const int MaximumDeletes = 1_000;

    public async Task PutObjectAsync(S3Request request)
    {
        var headers = ObjectHeaders.Read(request);
        var check = Preconditions.OfWrite(request);
        await store.RunAsync(desk => desk.Find(request.Bucket), request.Aborted);
        var received = await BodyReader.ReceiveAsync(request.Context, store.NewTemporary());
        var stored = await InstallAsync(
            new(request.Bucket, request.Key, received.Md5, received.Size, "ObjectCreated:Put", request.Cause)
            {
                Headers = headers.Concat(received.Headers).ToDictionary(StringComparer.Ordinal),
                Check = check,
            },
            received.File, request.Aborted);
        request.Context.Response.Headers.ETag = ObjectHeaders.Quoted(stored.ETag);
        ObjectHeaders.WriteEncryption(request);
        foreach (var (name, value) in received.Headers)
        {
            request.Context.Response.Headers[name] = value;
        }

        ObjectHeaders.WriteVersion(request, stored);
    }

    public async Task CopyObjectAsync(S3Request request)
    {
        var source = CopySource.Parse(request);
        var directive = request.Header("x-amz-metadata-directive") ?? "COPY";
        var own = ObjectHeaders.Read(request);
        var (found, file) = await OpenAsync(store, request, source.Bucket, source.Key, source.VersionId);
        await using (file)
        {
            source.Check(request, found);
            if (directive is not ("COPY" or "REPLACE") || (directive == "COPY" && source.Bucket == request.Bucket && source.Key == request.Key && source.VersionId is null))
            {
                throw S3Errors.InvalidRequest("x-amz-metadata-directive must be COPY or REPLACE, and REPLACE where an object is copied to itself.");
            }

            var copy = await FileCopy.RunAsync(file, new(0, found.Size), store.NewTemporary(), request.Aborted);
            var stored = await InstallAsync(
                new(request.Bucket, request.Key, copy.Md5, copy.Size, "ObjectCreated:Copy", request.Cause)
                {
                    Headers = directive == "COPY" ? found.Headers : own,
                    Check = Preconditions.OfWrite(request),
                },
                copy.File, request.Aborted);
            ObjectHeaders.WriteVersion(request, stored);
            ObjectHeaders.WriteEncryption(request);
            await S3Xml.WriteAsync(request.Context, "CopyObjectResult", xml =>
            {
                xml.Element("LastModified", S3Xml.Time(stored.LastModified));
                xml.Element("ETag", ObjectHeaders.Quoted(stored.ETag));
            });
        }
    }

    public async Task GetObjectAsync(S3Request request)
    {
        var (found, file) = await OpenAsync(store, request, request.Bucket, request.Key, request.Parameter("versionId"));
        await using (file)
        {
            var response = request.Context.Response;
            if (Preconditions.IsNotModified(request.Header, found))
            {
                ObjectHeaders.Write(request, found);
                response.StatusCode = StatusCodes.Status304NotModified;

                return;
            }

            if (request.Has("partNumber"))
            {
                throw S3Errors.NotImplemented("partNumber on a read");
            }

            var range = Preconditions.IsRangeWanted(request, found) ? ByteRange.Parse(request.Header("Range"), found.Size) : null;
            ObjectHeaders.Write(request, found, isWhole: range is null);
            if (range is not null)
            {
                response.StatusCode = StatusCodes.Status206PartialContent;
                response.Headers.ContentRange = $"bytes {range.First}-{range.First + range.Length - 1}/{found.Size}";
            }

            var part = range ?? new(0, found.Size);
            response.ContentLength = part.Length;
            if (!HttpMethods.IsHead(request.Method))
            {
                await FileCopy.SendAsync(file, part, response.Body, request.Aborted);
            }
        }
    }

    /// <summary>The version asked for; whoever may not list the bucket does not hear that it is not there.</summary>
    public static async Task<(StoredObject Object, FileStream File)> OpenAsync(S3Store store, S3Request request, string bucket, string key, string? versionId)
    {
        try
        {
            return await store.RunAsync(desk => desk.Open(bucket, key, versionId), request.Aborted);
        }
        catch (AwsException missing) when (missing.Code == "NoSuchKey")
        {
            request.Access.Check([S3Permissions.ListBucket(bucket)]);
            throw;
        }
    }

    public async Task DeleteObjectAsync(S3Request request)
    {
        ObjectHeaders.RefuseOthers(request);
        var gone = await DeleteAsync(request, request.Key, request.Parameter("versionId"), DeleteConditions.Of(request));
        if (gone is not null)
        {
            ObjectHeaders.WriteVersion(request, gone);
        }

        if (gone is { IsDeleteMarker: true })
        {
            request.Context.Response.Headers["x-amz-delete-marker"] = "true";
        }

        request.Context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    public async Task DeleteObjectsAsync(S3Request request)
    {
        ObjectHeaders.RefuseOthers(request);
        var body = await BodyReader.ReadAsync(request.Context, 2 * 1024 * 1024);
        var (root, items) = S3Xml.ReadList(body, "Delete", "Object");
        if (items.Count is 0 or > MaximumDeletes || items.Any(item => !item.TryGetValue("Key", out var key) || key.Length == 0))
        {
            throw new AwsException("MalformedXML", $"A Delete has 1 to {MaximumDeletes} Objects, each with a Key.");
        }

        var results = await Task.WhenAll(items.Select(item => DeleteAsync(request, item)));
        var isQuiet = root.GetValueOrDefault("Quiet") == "true";
        await S3Xml.WriteAsync(request.Context, "DeleteResult", xml =>
        {
            foreach (var write in results.Where(result => !isQuiet || result.IsError))
            {
                write.Write(xml);
            }
        });
    }

    // In one turn: what is deleted is what was looked at.
    private Task<StoredObject?> DeleteAsync(S3Request request, string key, string? versionId, DeleteConditions conditions) => store.RunAsync(
        desk =>
        {
            var bucket = desk.Find(request.Bucket);
            var existing = versionId is null ? bucket.Latest(key) : bucket.Version(key, versionId);
            conditions.Check(existing is { IsDeleteMarker: true } ? null : existing);

            return desk.Delete(request.Bucket, key, versionId, request.Cause);
        },
        request.Aborted);

    private async Task<(bool IsError, Action<XmlWriter> Write)> DeleteAsync(S3Request request, Dictionary<string, string> item)
    {
        var (key, versionId) = (item["Key"], item.GetValueOrDefault("VersionId"));
        try
        {
            if (Encoding.UTF8.GetByteCount(key) > 1_024)
            {
                throw new AwsException("KeyTooLongError", "Your key is too long");
            }

            request.Access.Check([S3Permissions.DeleteObject(request.Bucket, key, versionId)]);
            var gone = await DeleteAsync(request, key, versionId, DeleteConditions.Of(item));

            return (false, xml => xml.Element("Deleted", () => WriteDeleted(xml, key, versionId, gone)));
        }
        catch (AwsException refused) when (refused.Code != "NoSuchBucket")
        {
            return (true, xml => xml.Element("Error", () =>
            {
                xml.Element("Key", key);
                xml.Element("Code", refused.Code);
                xml.Element("Message", refused.Message);
            }));
        }
    }

    private static void WriteDeleted(XmlWriter xml, string key, string? versionId, StoredObject? gone)
    {
        xml.Element("Key", key);
        xml.Element("VersionId", versionId);
        if (gone is { IsDeleteMarker: true })
        {
            xml.Element("DeleteMarker", "true");
            xml.Element("DeleteMarkerVersionId", gone.VersionId);
        }
    }

    private async Task<StoredObject> InstallAsync(NewObject made, string file, CancellationToken cancellation)
    {
        try
        {
            return await store.RunAsync(desk => desk.Install(made, file), cancellation);
        }
        finally
        {
            // Still there only if it was not taken.
            File.Delete(file);
        }
    }
}

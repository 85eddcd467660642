using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using LocalCloud.Gateway;
using Microsoft.AspNetCore.Http;

namespace LocalCloud.S3;

/// <summary>Objects that come in parts.</summary>
internal sealed class MultipartOperations(S3Store store)
{
    private const int MaximumParts = 10_000;

    // AWS: every part but the last has at least 5 MiB (qfacts).
    private const long SmallestPart = 5 * 1024 * 1024;

    public async Task CreateAsync(S3Request request)
    {
        var headers = ObjectHeaders.Read(request);
        using var checksum = request.Header("x-amz-checksum-algorithm") is { } algorithm ? new Checksum(algorithm) : null;
        var upload = await store.RunAsync(desk => desk.Uploads.Begin(desk.Find(request.Bucket).Name, request.Key, headers), request.Aborted);
        if (checksum is not null)
        {
            request.Context.Response.Headers["x-amz-checksum-algorithm"] = checksum.Algorithm;
        }

        ObjectHeaders.WriteEncryption(request);
        await S3Xml.WriteAsync(request.Context, "InitiateMultipartUploadResult", xml =>
        {
            xml.Element("Bucket", upload.Bucket);
            xml.Element("Key", upload.Key);
            xml.Element("UploadId", upload.Id);
        });
    }

    public async Task UploadPartAsync(S3Request request)
    {
        var number = PartNumber(request.Parameter("partNumber"));
        await store.RunAsync(desk => Find(desk, request), request.Aborted);
        var received = await BodyReader.ReceiveAsync(request.Context, store.NewTemporary());
        var part = await AddAsync(request, number, received);
        request.Context.Response.Headers.ETag = ObjectHeaders.Quoted(part.ETag);
        ObjectHeaders.WriteEncryption(request);
        foreach (var (name, value) in received.Headers)
        {
            request.Context.Response.Headers[name] = value;
        }
    }

    public async Task UploadPartCopyAsync(S3Request request)
    {
        var number = PartNumber(request.Parameter("partNumber"));
        var source = CopySource.Parse(request);
        await store.RunAsync(desk => Find(desk, request), request.Aborted);
        var (found, file) = await ObjectOperations.OpenAsync(store, request, source.Bucket, source.Key, source.VersionId);
        await using (file)
        {
            source.Check(request, found);
            var range = request.Header("x-amz-copy-source-range") is { } asked ? ByteRange.ParseOfCopy(asked, found.Size) : new(0, found.Size);
            var part = await AddAsync(request, number, await FileCopy.RunAsync(file, range, store.NewTemporary(), request.Aborted));
            await S3Xml.WriteAsync(request.Context, "CopyPartResult", xml =>
            {
                xml.Element("LastModified", S3Xml.Time(part.LastModified));
                xml.Element("ETag", ObjectHeaders.Quoted(part.ETag));
            });
        }
    }

    public async Task CompleteAsync(S3Request request)
    {
        var (_, items) = S3Xml.ReadList(await BodyReader.ReadAsync(request.Context, 2 * 1024 * 1024), "CompleteMultipartUpload", "Part");
        var upload = await store.RunAsync(desk => Find(desk, request) with { Parts = new(Find(desk, request).Parts) }, request.Aborted);
        var parts = Choose(upload, items);
        var whole = await JoinAsync(parts, request.Aborted);
        try
        {
            var made = new NewObject(
                request.Bucket, request.Key, ETagOf(parts), parts.Sum(part => part.Size), "ObjectCreated:CompleteMultipartUpload", request.Cause)
            {
                Headers = upload.Headers,
                Check = Preconditions.OfWrite(request),
            };
            var stored = await store.RunAsync(desk => Complete(desk, request, made, whole), request.Aborted);
            ObjectHeaders.WriteVersion(request, stored);
            await S3Xml.WriteAsync(request.Context, "CompleteMultipartUploadResult", xml =>
            {
                xml.Element("Location", $"http://{request.Context.Request.Host.Value}/{request.Bucket}/{S3EventJson.EncodeKey(request.Key)}");
                xml.Element("Bucket", stored.Bucket);
                xml.Element("Key", stored.Key);
                xml.Element("ETag", ObjectHeaders.Quoted(stored.ETag));
            });
        }
        finally
        {
            // Still there only if it was not taken.
            File.Delete(whole);
        }
    }

    public async Task AbortAsync(S3Request request)
    {
        await store.RunAsync(desk => desk.Uploads.Remove(Find(desk, request)), request.Aborted);
        request.Context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    public async Task ListPartsAsync(S3Request request)
    {
        var (max, marker) = (request.Number("max-parts", 1_000, 1, 1_000), request.Number("part-number-marker", 0, 0, MaximumParts));
        var parts = await store.RunAsync(desk => Find(desk, request).Parts.Values.Where(part => part.Number > marker).ToList(), request.Aborted);
        await S3Xml.WriteAsync(request.Context, "ListPartsResult", xml =>
        {
            xml.Element("Bucket", request.Bucket);
            xml.Element("Key", request.Key);
            xml.Element("UploadId", request.Parameter("uploadId"));
            xml.Element("MaxParts", Text(max));
            xml.Element("PartNumberMarker", Text(marker));
            xml.Element("IsTruncated", parts.Count > max ? "true" : "false");
            xml.Element("NextPartNumberMarker", parts.Count > max ? Text(parts[max - 1].Number) : null);
            foreach (var part in parts.Take(max))
            {
                xml.Element("Part", () =>
                {
                    xml.Element("PartNumber", Text(part.Number));
                    xml.Element("LastModified", S3Xml.Time(part.LastModified));
                    xml.Element("ETag", ObjectHeaders.Quoted(part.ETag));
                    xml.Element("Size", part.Size.ToString(CultureInfo.InvariantCulture));
                });
            }
        });
    }

    // Differs: all uploads come in one answer; there are never many on one machine.
    public async Task ListUploadsAsync(S3Request request)
    {
        var prefix = request.Parameter("prefix") ?? "";
        var uploads = await store.RunAsync(
            desk => desk.Uploads.InBucket(desk.Find(request.Bucket).Name).Where(upload => upload.Key.StartsWith(prefix, StringComparison.Ordinal)).ToList(), request.Aborted);
        await S3Xml.WriteAsync(request.Context, "ListMultipartUploadsResult", xml =>
        {
            xml.Element("Bucket", request.Bucket);
            xml.Element("IsTruncated", "false");
            foreach (var upload in uploads)
            {
                xml.Element("Upload", () =>
                {
                    xml.Element("Key", upload.Key);
                    xml.Element("UploadId", upload.Id);
                    xml.Element("Initiated", S3Xml.Time(upload.StartedAt));
                });
            }
        });
    }

    private static StoredObject Complete(S3Desk desk, S3Request request, NewObject made, string whole)
    {
        // Looked for again: another call may have completed it meanwhile.
        var upload = Find(desk, request);
        var stored = desk.Install(made, whole);
        desk.Uploads.Remove(upload);

        return stored;
    }

    private async Task<UploadPart> AddAsync(S3Request request, int number, Received received)
    {
        try
        {
            return await store.RunAsync(
                desk => desk.Uploads.Add(Find(desk, request), new(number, received.Md5, received.Size, desk.Now, received.File, received.Headers)), request.Aborted);
        }
        catch (Exception unknown) when (unknown is AwsException or OperationCanceledException)
        {
            File.Delete(received.File);
            throw;
        }
    }

    private static List<UploadPart> Choose(Upload upload, List<Dictionary<string, string>> items)
    {
        if (items.Count is 0 or > MaximumParts)
        {
            throw new AwsException("MalformedXML", $"A CompleteMultipartUpload has 1 to {MaximumParts} Parts.");
        }

        var parts = items.Select(item => Choose(upload, item)).ToList();
        if (parts.Zip(parts.Skip(1)).Any(pair => pair.First.Number >= pair.Second.Number))
        {
            throw new AwsException("InvalidPartOrder", "The list of parts was not in ascending order. Parts must be ordered by part number.");
        }

        return parts.SkipLast(1).All(part => part.Size >= SmallestPart)
            ? parts
            : throw new AwsException("EntityTooSmall", $"Your proposed upload is smaller than the minimum allowed size: every part but the last has at least {SmallestPart} bytes.");
    }

    private static UploadPart Choose(Upload upload, Dictionary<string, string> item)
    {
        var number = PartNumber(item.GetValueOrDefault("PartNumber"));

        return upload.Parts.GetValueOrDefault(number) is { } part && part.ETag == item.GetValueOrDefault("ETag")?.Trim('"')
            ? part
            : throw new AwsException("InvalidPart", $"One or more of the specified parts could not be found: part {number} was not uploaded, or its ETag differs.");
    }

    private async Task<string> JoinAsync(List<UploadPart> parts, CancellationToken cancellation)
    {
        var whole = store.NewTemporary();
        try
        {
            await using var output = new FileStream(whole, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 64 * 1024);
            foreach (var part in parts)
            {
                await using var input = new FileStream(part.File, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1);
                await input.CopyToAsync(output, cancellation);
            }

            output.Flush(flushToDisk: true);

            return whole;
        }
        catch
        {
            File.Delete(whole);
            throw;
        }
    }

    // AWS: the MD5 of the parts' MD5s, and how many there are.
    [SuppressMessage("Security", "CA5351", Justification = "The ETag of S3 is an MD5; nothing rests on its strength.")]
    private static string ETagOf(List<UploadPart> parts) =>
        Convert.ToHexStringLower(MD5.HashData(parts.SelectMany(part => Convert.FromHexString(part.ETag)).ToArray())) + "-" + Text(parts.Count);

    private static Upload Find(S3Desk desk, S3Request request)
    {
        desk.Find(request.Bucket);

        return desk.Uploads.Find(request.Bucket, request.Key, request.Parameter("uploadId") ?? "");
    }

    private static int PartNumber(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MaximumParts
            ? number
            : throw S3Errors.InvalidArgument($"Part number must be an integer between 1 and {MaximumParts}, inclusive.");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

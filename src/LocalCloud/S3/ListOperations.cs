using System.Globalization;
using System.Text;
using System.Xml;
using LocalCloud.Gateway;

namespace LocalCloud.S3;

/// <summary>The lists of a bucket's objects.</summary>
internal sealed class ListOperations(AwsAccount account, S3Store store)
{
    // AWS: at most 1,000 keys in one answer (API_ListObjectsV2).
    private const int MaximumKeys = 1_000;

    public async Task ListObjectsV2Async(S3Request request)
    {
        var token = request.Parameter("continuation-token");
        var start = token is not null ? ReadToken(token) : request.Parameter("start-after") ?? "";
        var list = await ListAsync(request, start);
        await S3Xml.WriteAsync(request.Context, "ListBucketResult", xml =>
        {
            WriteHead(xml, request, list);
            xml.Element("KeyCount", Text(list.Objects.Count + list.Prefixes.Count));
            xml.Element("StartAfter", Encode(request, request.Parameter("start-after")));
            xml.Element("ContinuationToken", token);
            xml.Element("NextContinuationToken", list.Next is { } next ? WriteToken(next) : null);
            WriteObjects(xml, request, list, withOwner: request.Parameter("fetch-owner") == "true");
        });
    }

    public async Task ListObjectsAsync(S3Request request)
    {
        var list = await ListAsync(request, request.Parameter("marker") ?? "");
        await S3Xml.WriteAsync(request.Context, "ListBucketResult", xml =>
        {
            WriteHead(xml, request, list);
            xml.Element("Marker", Encode(request, request.Parameter("marker") ?? ""));
            // AWS: NextMarker comes only where there is a delimiter; otherwise the last key serves.
            xml.Element("NextMarker", request.Has("delimiter") ? Encode(request, list.Next) : null);
            WriteObjects(xml, request, list, withOwner: true);
        });
    }

    public async Task ListObjectVersionsAsync(S3Request request)
    {
        var (prefix, max) = (request.Parameter("prefix") ?? "", request.Number("max-keys", MaximumKeys, 0, MaximumKeys));
        if (request.Has("delimiter") || request.Parameter("version-id-marker") is { Length: > 0 })
        {
            throw S3Errors.NotImplemented("delimiter or version-id-marker on a list of versions");
        }

        var marker = request.Parameter("key-marker") ?? "";
        var histories = await store.RunAsync(
            desk => desk.Find(request.Bucket).From(marker.Length > prefix.Length ? marker : prefix)
                .Where(pair => pair.Key != marker).TakeWhile(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
                .Select(pair => pair.Value.ToList()).ToList(),
            request.Aborted);
        // Differs: the versions of one key are never split over two answers.
        var shown = new List<List<StoredObject>>();
        var count = 0;
        foreach (var history in histories.TakeWhile(history => count == 0 || count + history.Count <= max))
        {
            shown.Add(history);
            count += history.Count;
        }

        await S3Xml.WriteAsync(request.Context, "ListVersionsResult", xml =>
        {
            xml.Element("Name", request.Bucket);
            xml.Element("Prefix", Encode(request, prefix));
            xml.Element("KeyMarker", Encode(request, marker));
            xml.Element("MaxKeys", Text(max));
            xml.Element("EncodingType", request.Parameter("encoding-type"));
            xml.Element("IsTruncated", shown.Count < histories.Count ? "true" : "false");
            xml.Element("NextKeyMarker", shown.Count < histories.Count ? Encode(request, shown[^1][0].Key) : null);
            foreach (var version in shown.SelectMany(history => history.Select((version, index) => (version, IsLatest: index == 0))))
            {
                WriteVersion(xml, request, version.version, version.IsLatest);
            }
        });
    }

    private Task<ObjectList> ListAsync(S3Request request, string after)
    {
        var (prefix, delimiter) = (request.Parameter("prefix") ?? "", request.Parameter("delimiter") ?? "");
        var max = request.Number("max-keys", MaximumKeys, 0, MaximumKeys);
        if (request.Parameter("encoding-type") is not (null or "url"))
        {
            throw S3Errors.InvalidArgument("encoding-type must be url.");
        }

        return store.RunAsync(desk => ObjectList.Of(desk.Find(request.Bucket), prefix, delimiter, after, max), request.Aborted);
    }

    private static void WriteHead(XmlWriter xml, S3Request request, ObjectList list)
    {
        xml.Element("Name", request.Bucket);
        xml.Element("Prefix", Encode(request, request.Parameter("prefix") ?? ""));
        xml.Element("Delimiter", Encode(request, request.Parameter("delimiter")));
        xml.Element("MaxKeys", Text(list.MaximumKeys));
        xml.Element("EncodingType", request.Parameter("encoding-type"));
        xml.Element("IsTruncated", list.Next is null ? "false" : "true");
    }

    private void WriteObjects(XmlWriter xml, S3Request request, ObjectList list, bool withOwner)
    {
        foreach (var found in list.Objects)
        {
            xml.Element("Contents", () =>
            {
                WriteObject(xml, request, found);
                if (withOwner)
                {
                    xml.Element("Owner", () => xml.Element("ID", account.AccountId));
                }
            });
        }

        foreach (var prefix in list.Prefixes)
        {
            xml.Element("CommonPrefixes", () => xml.Element("Prefix", Encode(request, prefix)));
        }
    }

    private static void WriteObject(XmlWriter xml, S3Request request, StoredObject found)
    {
        xml.Element("Key", Encode(request, found.Key));
        xml.Element("LastModified", S3Xml.Time(found.LastModified));
        xml.Element("ETag", ObjectHeaders.Quoted(found.ETag));
        xml.Element("Size", found.Size.ToString(CultureInfo.InvariantCulture));
        xml.Element("StorageClass", "STANDARD");
    }

    private static void WriteVersion(XmlWriter xml, S3Request request, StoredObject version, bool isLatest) =>
        xml.Element(version.IsDeleteMarker ? "DeleteMarker" : "Version", () =>
        {
            xml.Element("VersionId", version.VersionId ?? "null");
            xml.Element("IsLatest", isLatest ? "true" : "false");
            if (version.IsDeleteMarker)
            {
                xml.Element("Key", Encode(request, version.Key));
                xml.Element("LastModified", S3Xml.Time(version.LastModified));
            }
            else
            {
                WriteObject(xml, request, version);
            }
        });

    // AWS: with encoding-type=url, keys and prefixes are encoded as in event notifications.
    private static string? Encode(S3Request request, string? text) =>
        text is not null && request.Parameter("encoding-type") == "url" ? S3EventJson.EncodeKey(text) : text;

    private static string WriteToken(string key) => Convert.ToBase64String(Encoding.UTF8.GetBytes(key));

    private static string ReadToken(string token)
    {
        var bytes = new byte[token.Length];

        return Convert.TryFromBase64String(token, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : throw S3Errors.InvalidArgument("The continuation token provided is incorrect.");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

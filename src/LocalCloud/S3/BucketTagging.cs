using System.Xml;
using LocalCloud.Gateway;
using Microsoft.AspNetCore.Http;

namespace LocalCloud.S3;

/// <summary>The tags of a bucket: put as a whole, read as a whole, taken away as a whole.</summary>
internal sealed class BucketTagging(S3Store store)
{
    // AWS: 50 tags; keys of 128 characters, values of 256 (S3 user guide, cost allocation tags).
    private const int MostTags = 50;
    private const int LongestKey = 128;
    private const int LongestValue = 256;
    private const int LongestBody = 64 * 1024;

    public async Task GetAsync(S3Request request)
    {
        var tags = await store.RunAsync(desk => desk.Find(request.Bucket).Tags, request.Aborted);
        if (tags.Count == 0)
        {
            throw new AwsException("NoSuchTagSet", "The TagSet does not exist", StatusCodes.Status404NotFound);
        }

        await S3Xml.WriteAsync(request.Context, "Tagging", xml => xml.Element("TagSet", () =>
        {
            foreach (var (key, value) in tags)
            {
                xml.Element("Tag", () =>
                {
                    xml.Element("Key", key);
                    xml.Element("Value", value);
                });
            }
        }));
    }

    /// <summary>Harmless to repeat: the tags are the same afterwards.</summary>
    public async Task PutAsync(S3Request request)
    {
        var tags = Read(await BodyReader.ReadAsync(request.Context, LongestBody));
        await SetAsync(request, tags);
    }

    /// <summary>Harmless to repeat: there are none afterwards.</summary>
    public Task DeleteAsync(S3Request request) => SetAsync(request, []);

    private async Task SetAsync(S3Request request, IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        await store.RunAsync(
            desk =>
            {
                var bucket = desk.Find(request.Bucket);
                bucket.Tags = tags;
                desk.Write(S3Journal.SaveTags(bucket));

                return bucket;
            },
            request.Aborted);
        request.Context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <exception cref="AwsException">MalformedXML, InvalidTag.</exception>
    private static List<KeyValuePair<string, string>> Read(byte[] body)
    {
        List<KeyValuePair<string, string>> tags = [];
        try
        {
            using var xml = XmlReader.Create(new MemoryStream(body), new() { DtdProcessing = DtdProcessing.Prohibit, IgnoreComments = true, IgnoreWhitespace = true });
            xml.MoveToContent();
            xml.ReadStartElement("Tagging", xml.NamespaceURI);
            var isEmpty = xml.IsEmptyElement;
            xml.ReadStartElement("TagSet", xml.NamespaceURI);
            while (!isEmpty && xml.NodeType == XmlNodeType.Element)
            {
                tags.Add(ReadTag(xml));
            }
        }
        // An encoding that .NET no longer has, such as UTF-7, is no XmlException.
        catch (Exception wrong) when (wrong is XmlException or NotSupportedException)
        {
            throw new AwsException("MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema: it must be a Tagging with a TagSet of Tags, each a Key and a Value.");
        }

        Check(tags);

        return tags;
    }

    private static KeyValuePair<string, string> ReadTag(XmlReader xml)
    {
        xml.ReadStartElement("Tag", xml.NamespaceURI);
        var key = xml.ReadElementContentAsString("Key", xml.NamespaceURI);
        var value = xml.ReadElementContentAsString("Value", xml.NamespaceURI);
        xml.ReadEndElement();

        return new(key, value);
    }

    private static void Check(List<KeyValuePair<string, string>> tags)
    {
        if (tags.Count > MostTags)
        {
            throw new AwsException("BadRequest", $"Bucket tag count cannot be greater than {MostTags}");
        }

        foreach (var (key, value) in tags)
        {
            if (key.Length is 0 or > LongestKey || value.Length > LongestValue || key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
            {
                throw new AwsException("InvalidTag", $"The tag '{key}' is invalid: a key has 1 to {LongestKey} characters and does not begin with aws:, a value has at most {LongestValue}.");
            }
        }

        if (tags.Select(tag => tag.Key).Distinct(StringComparer.Ordinal).Count() != tags.Count)
        {
            throw new AwsException("InvalidTag", "Cannot provide multiple Tags with the same key");
        }
    }
}

using System.Globalization;
using System.Text;
using System.Xml;
using LocalCloud.Gateway;
using Microsoft.AspNetCore.Http;

namespace LocalCloud.S3;

/// <summary>S3's XML, out and in.</summary>
internal static class S3Xml
{
    private const string Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    public static async Task WriteAsync(HttpContext context, string root, Action<XmlWriter> content)
    {
        using var buffer = new MemoryStream();
        // Keys may have characters that XML has not; S3 writes them as references all the same.
        using (var xml = XmlWriter.Create(buffer, new() { Encoding = new UTF8Encoding(false), CheckCharacters = false }))
        {
            xml.WriteStartElement(root, Namespace);
            content(xml);
            xml.WriteEndElement();
        }

        context.Response.ContentType = "application/xml";
        context.Response.ContentLength = buffer.Length;
        await context.Response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), context.RequestAborted);
    }

    public static void Element(this XmlWriter xml, string name, string? value)
    {
        if (value is not null)
        {
            xml.WriteElementString(name, Namespace, value);
        }
    }

    public static void Element(this XmlWriter xml, string name, Action content)
    {
        xml.WriteStartElement(name, Namespace);
        content();
        xml.WriteEndElement();
    }

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads a flat list: the texts of the elements inside each element called <paramref name="item"/>.</summary>
    /// <param name="body">The request's body.</param>
    /// <param name="root">What the outermost element must be called.</param>
    /// <param name="item">Name of the repeated element.</param>
    /// <returns>The elements of the root beside the items, and the elements of each item, by name.</returns>
    /// <exception cref="AwsException">MalformedXML.</exception>
    public static (Dictionary<string, string> Root, List<Dictionary<string, string>> Items) ReadList(byte[] body, string root, string item)
    {
        var malformed = new AwsException("MalformedXML", $"The XML you provided was not well-formed or did not validate against our published schema: it must be a {root} of {item}.");
        try
        {
            // No document types, so no entities that grow and none that fetch; the reader keeps no tree, so depth costs nothing.
            using var reader = XmlReader.Create(new MemoryStream(body), new() { DtdProcessing = DtdProcessing.Prohibit, IgnoreComments = true, IgnoreWhitespace = true });
            if (reader.MoveToContent() != XmlNodeType.Element || reader.LocalName != root)
            {
                throw malformed;
            }

            var (outer, items) = (new Dictionary<string, string>(StringComparer.Ordinal), new List<Dictionary<string, string>>());
            reader.Read();
            while (reader.NodeType == XmlNodeType.Element)
            {
                if (reader.LocalName == item)
                {
                    items.Add(ReadItem(reader));
                }
                else
                {
                    outer[reader.LocalName] = reader.ReadElementContentAsString();
                }
            }

            return (outer, items);
        }
        // An encoding that .NET no longer has, such as UTF-7, is no XmlException.
        catch (Exception wrong) when (wrong is XmlException or NotSupportedException)
        {
            throw malformed;
        }
    }

    private static Dictionary<string, string> ReadItem(XmlReader reader)
    {
        var item = new Dictionary<string, string>(StringComparer.Ordinal);
        if (reader.IsEmptyElement)
        {
            reader.Read();

            return item;
        }

        reader.Read();
        while (reader.NodeType == XmlNodeType.Element)
        {
            item[reader.LocalName] = reader.ReadElementContentAsString();
        }

        reader.ReadEndElement();

        return item;
    }
}

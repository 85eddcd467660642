using System.Net;
using System.Text.Json;

namespace Amazon.Lambda.Annotations.APIGateway;

/// <summary>Writes an answer in the payload format of the API that asked.</summary>
// AWS: Annotations 2.3.0 writes all members, null or not, Cookies with a capital, and everything with the default encoder: a quote
// takes six bytes of the 6 MB that Lambda lets an answer have, as does whatever is not ASCII.
internal static class HttpResultWriter
{
    public static MemoryStream Write(
        HttpStatusCode statusCode,
        Dictionary<string, List<string>> headers,
        HttpResultBody body,
        HttpResultSerializationOptions options)
    {
        var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("statusCode"u8, (int)statusCode);
            var joined = options is
            {
                Format: HttpResultSerializationOptions.ProtocolFormat.HttpApi,
                Version: HttpResultSerializationOptions.ProtocolVersion.V2,
            };
            WriteHeaders(json, headers, joined);
            if (joined)
            {
                json.WriteNull("Cookies"u8);
            }

            json.WriteString("body"u8, body.Text);
            json.WriteBoolean("isBase64Encoded"u8, body.IsBase64Encoded);
            json.WriteEndObject();
        }

        stream.Position = 0;
        return stream;
    }

    private static void WriteHeaders(Utf8JsonWriter json, Dictionary<string, List<string>> headers, bool joined)
    {
        json.WritePropertyName(joined ? "headers"u8 : "multiValueHeaders"u8);
        if (headers.Count == 0)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        foreach (var (name, values) in headers)
        {
            // AWS: format 2.0 joins the values of a header by commas, format 1.0 lists them (HTTP API, Lambda integration).
            if (joined)
            {
                json.WriteString(name, string.Join(',', values));
                continue;
            }

            json.WriteStartArray(name);
            values.ForEach(json.WriteStringValue);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}

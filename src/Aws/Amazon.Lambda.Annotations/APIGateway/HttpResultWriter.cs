using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Amazon.Lambda.Annotations.APIGateway;

/// <summary>Writes an answer in the payload format of the API that asked.</summary>
internal static class HttpResultWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static MemoryStream Write(
        HttpStatusCode statusCode,
        Dictionary<string, List<string>> headers,
        HttpResultBody body,
        HttpResultSerializationOptions options)
    {
        var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("statusCode"u8, (int)statusCode);
            if (headers.Count > 0)
            {
                WriteHeaders(json, headers, options);
            }

            if (body.Text is not null)
            {
                json.WriteString("body"u8, body.Text);
            }

            json.WriteBoolean("isBase64Encoded"u8, body.IsBase64Encoded);
            json.WriteEndObject();
        }

        stream.Position = 0;
        return stream;
    }

    private static void WriteHeaders(Utf8JsonWriter json, Dictionary<string, List<string>> headers, HttpResultSerializationOptions options)
    {
        // AWS: format 2.0 joins the values of a header by commas, format 1.0 lists them (HTTP API, Lambda integration).
        var joined = options is
        {
            Format: HttpResultSerializationOptions.ProtocolFormat.HttpApi,
            Version: HttpResultSerializationOptions.ProtocolVersion.V2,
        };

        json.WriteStartObject(joined ? "headers"u8 : "multiValueHeaders"u8);
        foreach (var (name, values) in headers)
        {
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

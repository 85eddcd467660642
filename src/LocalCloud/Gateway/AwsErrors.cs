using System.Text;
using System.Text.Json;
using System.Xml;
using Microsoft.AspNetCore.Http;

namespace LocalCloud.Gateway;

/// <summary>Writes an error in the protocol of the addressed service.</summary>
internal static class AwsErrors
{
    public static AwsProtocol ProtocolOf(string signingName) => signingName switch
    {
        "s3" => AwsProtocol.RestXml,
        "sts" => AwsProtocol.Query,
        "batch" or "lambda" => AwsProtocol.RestJson,
        "sqs" or "dynamodb" => AwsProtocol.Json10,
        _ => AwsProtocol.Json11,
    };

    /// <summary>The likely protocol of a request that does not say for whom it is.</summary>
    public static AwsProtocol Guess(HttpRequest request) => request switch
    {
        _ when request.Headers.ContainsKey("X-Amz-Target") => AwsProtocol.Json11,
        _ when request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.Ordinal) == true => AwsProtocol.Query,
        _ when request.Path.StartsWithSegments("/v1") => AwsProtocol.RestJson,
        _ => AwsProtocol.RestXml,
    };

    public static Task WriteAsync(HttpContext context, AwsProtocol protocol, AwsException error)
    {
        if (context.Response.HasStarted)
        {
            // Half an answer cannot become an error: cutting the connection is what the client understands.
            context.Abort();

            return Task.CompletedTask;
        }

        var body = protocol is AwsProtocol.RestXml or AwsProtocol.Query
            ? Xml(context, protocol, error)
            : Json(context, protocol, error);
        context.Response.StatusCode = error.StatusCode;
        context.Response.ContentLength = body.Length;

        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private static byte[] Json(HttpContext context, AwsProtocol protocol, AwsException error)
    {
        context.Response.ContentType = protocol switch
        {
            AwsProtocol.Json10 => "application/x-amz-json-1.0",
            AwsProtocol.Json11 => "application/x-amz-json-1.1",
            _ => "application/json",
        };
        context.Response.Headers["x-amzn-ErrorType"] = error.Code;
        if (error.QueryCode is { } queryCode)
        {
            context.Response.Headers["x-amzn-query-error"] = $"{queryCode};{(error.StatusCode < 500 ? "Sender" : "Receiver")}";
        }

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("__type", error.Code);
            json.WriteString("message", error.Message);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static byte[] Xml(HttpContext context, AwsProtocol protocol, AwsException error)
    {
        context.Response.ContentType = protocol == AwsProtocol.RestXml ? "application/xml" : "text/xml";
        using var buffer = new MemoryStream();
        using (var xml = XmlWriter.Create(buffer, new() { Encoding = new UTF8Encoding(false), CheckCharacters = false }))
        {
            if (protocol == AwsProtocol.Query)
            {
                xml.WriteStartElement("ErrorResponse");
            }

            xml.WriteStartElement("Error");
            if (protocol == AwsProtocol.Query)
            {
                xml.WriteElementString("Type", error.StatusCode < 500 ? "Sender" : "Receiver");
            }

            xml.WriteElementString("Code", error.Code);
            xml.WriteElementString("Message", error.Message);
            if (protocol == AwsProtocol.RestXml)
            {
                if (error.Region is { } region)
                {
                    xml.WriteElementString("Region", region);
                }

                xml.WriteElementString("Resource", context.Request.Path.Value);
            }
            else
            {
                xml.WriteEndElement();
            }

            xml.WriteElementString("RequestId", context.TraceIdentifier);
            xml.WriteEndElement();
        }

        return buffer.ToArray();
    }
}

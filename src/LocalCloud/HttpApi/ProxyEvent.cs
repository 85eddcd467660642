using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LocalCloud.HttpApi;

/// <summary>
/// Payload format 2.0: the event a function gets for an HTTP request (API Gateway developer guide, Lambda proxy
/// integrations for HTTP APIs).
/// </summary>
internal static class ProxyEvent
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static ReadOnlyMemory<byte> Write(ProxyRequest request, RouteMatch match, ProxyContext context)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("version", "2.0");
            writer.WriteString("routeKey", match.Target.Route.Key);
            writer.WriteString("rawPath", Uri.UnescapeDataString(request.EncodedPath));
            writer.WriteString("rawQueryString", request.RawQuery);
            WriteCookies(writer, request);
            WriteMap(writer, "headers", Headers(request));
            WriteMap(writer, "queryStringParameters", Query(request.RawQuery));
            WriteContext(writer, request, match, context);
            WriteMap(writer, "pathParameters", match.PathParameters);
            WriteBody(writer, request);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>AWS: what is text by its Content-Type stays text, everything else is base64, form posts included.</summary>
    internal static bool IsText(string? contentType)
    {
        var type = contentType?.Split(';')[0].Trim().ToLowerInvariant();
        return type is null or "application/json" or "application/xml" or "application/javascript" or "application/problem+json"
            || type.StartsWith("text/", StringComparison.Ordinal)
            || type.EndsWith("+json", StringComparison.Ordinal)
            || type.EndsWith("+xml", StringComparison.Ordinal);
    }

    private static void WriteCookies(Utf8JsonWriter writer, ProxyRequest request)
    {
        var cookies = request.Headers
            .Where(header => header.Key.Equals("cookie", StringComparison.OrdinalIgnoreCase))
            .SelectMany(header => header.Value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .ToList();
        if (cookies.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("cookies");
        cookies.ForEach(writer.WriteStringValue);
        writer.WriteEndArray();
    }

    /// <summary>Names in lower case, several values joined by commas; cookies stand elsewhere.</summary>
    private static Dictionary<string, string> Headers(ProxyRequest request)
    {
        Dictionary<string, string> headers = new(StringComparer.Ordinal);
        foreach (var (name, value) in request.Headers)
        {
            var key = name.ToLowerInvariant();
            if (key != "cookie")
            {
                headers[key] = headers.TryGetValue(key, out var earlier) ? $"{earlier},{value}" : value;
            }
        }

        return headers;
    }

    private static Dictionary<string, string> Query(string rawQuery)
    {
        Dictionary<string, string> parameters = new(StringComparer.Ordinal);
        foreach (var part in rawQuery.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = part.Split('=', 2);
            var name = Decoded(pair[0]);
            var value = pair.Length == 2 ? Decoded(pair[1]) : "";
            parameters[name] = parameters.TryGetValue(name, out var earlier) ? $"{earlier},{value}" : value;
        }

        return parameters;
    }

    private static string Decoded(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static void WriteContext(Utf8JsonWriter writer, ProxyRequest request, RouteMatch match, ProxyContext context)
    {
        var host = request.Header("host") ?? "";
        writer.WriteStartObject("requestContext");
        writer.WriteString("accountId", context.AccountId);
        writer.WriteString("apiId", context.ApiId);
        writer.WriteString("domainName", host);
        writer.WriteString("domainPrefix", host.Split('.', ':')[0]);
        writer.WriteStartObject("http");
        writer.WriteString("method", request.Method);
        writer.WriteString("path", Uri.UnescapeDataString(request.EncodedPath));
        writer.WriteString("protocol", request.Protocol);
        writer.WriteString("sourceIp", request.SourceIp);
        writer.WriteString("userAgent", request.Header("user-agent") ?? "");
        writer.WriteEndObject();
        writer.WriteString("requestId", context.RequestId);
        writer.WriteString("routeKey", match.Target.Route.Key);
        writer.WriteString("stage", "$default");
        writer.WriteString("time", context.Time.UtcDateTime.ToString("dd/MMM/yyyy:HH:mm:ss '+0000'", CultureInfo.InvariantCulture));
        writer.WriteNumber("timeEpoch", context.Time.ToUnixTimeMilliseconds());
        writer.WriteEndObject();
    }

    private static void WriteBody(Utf8JsonWriter writer, ProxyRequest request)
    {
        var text = request.Body.IsEmpty || !IsText(request.Header("content-type")) || request.Header("content-encoding") is not null
            ? null
            : TryDecode(request.Body.Span);
        if (text is not null)
        {
            writer.WriteString("body", text);
        }
        else if (!request.Body.IsEmpty)
        {
            writer.WriteBase64String("body", request.Body.Span);
        }

        writer.WriteBoolean("isBase64Encoded", text is null && !request.Body.IsEmpty);
    }

    private static string? TryDecode(ReadOnlySpan<byte> body)
    {
        try
        {
            return StrictUtf8.GetString(body);
        }
        catch (DecoderFallbackException)
        {
            // Text by its type, but not UTF-8: only base64 carries it unchanged.
            return null;
        }
    }

    /// <summary>AWS: an empty map is left out.</summary>
    private static void WriteMap(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, string> map)
    {
        if (map.Count == 0)
        {
            return;
        }

        writer.WriteStartObject(name);
        foreach (var (key, value) in map)
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }
}

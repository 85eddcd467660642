using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LocalCloud.HttpApi;

/// <summary>An HTTP answer as the API sends it.</summary>
internal sealed record ProxyResponse(int StatusCode, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body)
{
    public static readonly ProxyResponse NotFound = Message(404, "Not Found");
    public static readonly ProxyResponse TooLarge = Message(413, "Request Entity Too Large");
    public static readonly ProxyResponse Failed = Message(500, "Internal Server Error");
    public static readonly ProxyResponse TimedOut = Message(503, "Service Unavailable");

    public static ProxyResponse Message(int statusCode, string message) =>
        new(statusCode, [new("content-type", "application/json")], Encoding.UTF8.GetBytes($$"""{"message":"{{message}}"}"""));

    /// <summary>
    /// A function's answer. AWS: with a <c>statusCode</c> it is taken as a response; any other JSON is the body of a 200 in
    /// application/json; what is neither is a 500 (payload format 2.0).
    /// </summary>
    public static ProxyResponse Parse(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            return document.RootElement switch
            {
                { ValueKind: JsonValueKind.Object } answer when answer.TryGetProperty("statusCode", out var status) => Parse(answer, status),
                { ValueKind: JsonValueKind.String } text => Inferred(Encoding.UTF8.GetBytes(text.GetString() ?? "")),
                _ => Inferred(payload),
            };
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            return Failed;
        }
    }

    private static ProxyResponse Inferred(ReadOnlyMemory<byte> body) => new(200, [new("content-type", "application/json")], body);

    private static ProxyResponse Parse(JsonElement answer, JsonElement status)
    {
        if (StatusCodeOf(status) is not { } statusCode)
        {
            return Failed;
        }

        List<KeyValuePair<string, string>> headers = [.. HeadersOf(answer)];
        if (!headers.Exists(header => header.Key.Equals("content-type", StringComparison.OrdinalIgnoreCase)))
        {
            headers.Add(new("content-type", "text/plain;charset=UTF-8"));
        }

        if (answer.TryGetProperty("cookies", out var cookies) && cookies.ValueKind == JsonValueKind.Array)
        {
            headers.AddRange(cookies.EnumerateArray().Select(cookie => new KeyValuePair<string, string>("set-cookie", Text(cookie))));
        }

        return new(statusCode, headers, BodyOf(answer));
    }

    private static int? StatusCodeOf(JsonElement status)
    {
        var text = status.ValueKind is JsonValueKind.Number or JsonValueKind.String ? Text(status) : "";
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code is >= 100 and <= 599 ? code : null;
    }

    private static IEnumerable<KeyValuePair<string, string>> HeadersOf(JsonElement answer)
    {
        if (answer.TryGetProperty("headers", out var headers) && headers.ValueKind == JsonValueKind.Object)
        {
            foreach (var header in headers.EnumerateObject())
            {
                yield return new(header.Name, Text(header.Value));
            }
        }
    }

    private static ReadOnlyMemory<byte> BodyOf(JsonElement answer)
    {
        if (!answer.TryGetProperty("body", out var body) || body.ValueKind == JsonValueKind.Null)
        {
            return default;
        }

        return answer.TryGetProperty("isBase64Encoded", out var flag) && flag.ValueKind == JsonValueKind.True
            ? body.GetBytesFromBase64()
            : Encoding.UTF8.GetBytes(Text(body));
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : value.GetRawText();
}

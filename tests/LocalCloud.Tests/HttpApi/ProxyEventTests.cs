using System.Text;
using LocalCloud.HttpApi;

namespace LocalCloud.Tests.HttpApi;

public sealed class ProxyEventTests
{
    private static readonly ProxyContext Context = new("123456789012", "local", "JKJaXmPLvHcESHA=", new(2020, 3, 12, 19, 3, 58, 390, TimeSpan.Zero));

    [Fact]
    public void A_request_becomes_an_event_of_payload_format_2()
    {
        var json = Write(new()
        {
            Method = "POST",
            EncodedPath = "/jobs/a%20b/cancel",
            RawQuery = "limit=5&tag=x&tag=y%20z&empty",
            Protocol = "HTTP/1.1",
            SourceIp = "127.0.0.1",
            Headers =
            [
                new("Host", "127.0.0.1:4501"), new("User-Agent", "curl/8"), new("Cookie", "a=1; b=2"), new("X-Many", "1"), new("X-Many", "2"),
                new("Content-Type", "application/json"),
            ],
            Body = """{"reason":"done"}"""u8.ToArray(),
        });

        Assert.Equal(
            """{"version":"2.0","routeKey":"POST /jobs/{jobId}/cancel","rawPath":"/jobs/a b/cancel","rawQueryString":"limit=5\u0026tag=x\u0026tag=y%20z\u0026empty","cookies":["a=1","b=2"],"headers":{"host":"127.0.0.1:4501","user-agent":"curl/8","x-many":"1,2","content-type":"application/json"},"queryStringParameters":{"limit":"5","tag":"x,y z","empty":""},"requestContext":{"accountId":"123456789012","apiId":"local","domainName":"127.0.0.1:4501","domainPrefix":"127","http":{"method":"POST","path":"/jobs/a b/cancel","protocol":"HTTP/1.1","sourceIp":"127.0.0.1","userAgent":"curl/8"},"requestId":"JKJaXmPLvHcESHA=","routeKey":"POST /jobs/{jobId}/cancel","stage":"$default","time":"12/Mar/2020:19:03:58 \u002B0000","timeEpoch":1584039838390},"pathParameters":{"jobId":"a b"},"body":"{\u0022reason\u0022:\u0022done\u0022}","isBase64Encoded":false}""",
            json);
    }

    [Fact]
    public void What_is_empty_is_left_out()
    {
        var json = Write(new() { Method = "GET", EncodedPath = "/", RawQuery = "", Protocol = "HTTP/1.1", SourceIp = "127.0.0.1", Headers = [new("Host", "h")], Body = default });

        Assert.DoesNotContain("cookies", json, StringComparison.Ordinal);
        Assert.DoesNotContain("queryStringParameters", json, StringComparison.Ordinal);
        Assert.DoesNotContain("\"body\"", json, StringComparison.Ordinal);
        Assert.EndsWith("\"isBase64Encoded\":false}", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json; charset=utf-8", "hi", "\"body\":\"hi\",\"isBase64Encoded\":false}")]
    [InlineData("application/problem+json", "hi", "\"body\":\"hi\",\"isBase64Encoded\":false}")]
    [InlineData("application/octet-stream", "hi", "\"body\":\"aGk=\",\"isBase64Encoded\":true}")]
    [InlineData("application/x-www-form-urlencoded", "hi", "\"body\":\"aGk=\",\"isBase64Encoded\":true}")]
    [InlineData("text/plain", "\u00ff", "\"body\":\"/w==\",\"isBase64Encoded\":true}")]
    public void A_body_that_is_no_text_is_base64(string contentType, string latin1, string end) =>
        Assert.EndsWith(
            end,
            Write(new()
            {
                Method = "POST",
                EncodedPath = "/",
                RawQuery = "",
                Protocol = "HTTP/1.1",
                SourceIp = "127.0.0.1",
                Headers = [new("content-type", contentType)],
                Body = Encoding.Latin1.GetBytes(latin1),
            }),
            StringComparison.Ordinal);

    private static string Write(ProxyRequest request)
    {
        var parameters = request.EncodedPath == "/" ? new Dictionary<string, string>() : new() { ["jobId"] = "a b" };
        RouteMatch match = new(new("CancelJob", new("POST", "/jobs/{jobId}/cancel", TimeSpan.FromSeconds(30))), parameters);
        return Encoding.UTF8.GetString(ProxyEvent.Write(request, match, Context).Span);
    }
}

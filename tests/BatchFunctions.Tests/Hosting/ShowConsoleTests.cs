using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Amazon.Lambda.APIGatewayEvents;
using BatchFunctions.Hosting;

namespace BatchFunctions.Tests.Hosting;

public sealed class ShowConsoleTests
{
    private const string Configuration = """{"issuer":"https://id.example/pool","authorization_endpoint":"https://sign-in.example/oauth2/authorize","token_endpoint":"https://sign-in.example/oauth2/token"}""";

    private readonly FunctionStack _stack = new();
    private readonly List<Uri?> _asked = [];
    private readonly ShowConsoleHandler _handler;
    private string _configuration = Configuration;

    public ShowConsoleTests() => _handler = new(new IssuerSignIn(new HttpClient(new Issuer(this)), () => new("https://id.example/pool", "client-\"1\"", "openid")));

    private async Task<JsonElement> GetAsync(string path, string encodings = "gzip, br")
    {
        var request = new APIGatewayHttpApiV2ProxyRequest { RawPath = path, Headers = new Dictionary<string, string> { ["accept-encoding"] = encodings } };
        using var answer = JsonDocument.Parse((await _handler.ShowConsole(request, _stack.Context)).Serialize(new() { Format = Amazon.Lambda.Annotations.APIGateway.HttpResultSerializationOptions.ProtocolFormat.HttpApi, Version = Amazon.Lambda.Annotations.APIGateway.HttpResultSerializationOptions.ProtocolVersion.V2 }));

        return answer.RootElement.Clone();
    }

    private static string? Header(JsonElement answer, string name) => answer.GetProperty("headers").GetProperty(name).GetString();

    private static string Body(JsonElement answer) => answer.GetProperty("body").GetString() ?? "";

    [Fact]
    public async Task The_page_is_served_with_where_to_sign_in_and_may_ask_nobody_else()
    {
        var answer = await GetAsync("/");
        await GetAsync("/");

        var told = WebUtility.HtmlDecode(Regex.Match(Body(answer), "<meta name=\"sign-in\" content=\"([^\"]+)\">").Groups[1].Value);
        Assert.Equal("""{"authorizationEndpoint":"https://sign-in.example/oauth2/authorize","tokenEndpoint":"https://sign-in.example/oauth2/token","clientId":"client-\"1\"","scope":"openid"}""", told.Replace("\\u0022", "\\\"", StringComparison.Ordinal));
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' https://sign-in.example; base-uri", Header(answer, "content-security-policy"), StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", Header(answer, "content-security-policy"), StringComparison.Ordinal);
        Assert.Equal(("text/html; charset=utf-8", "no-cache"), (Header(answer, "content-type"), Header(answer, "cache-control")));
        // Asked once for the life of the process.
        Assert.Equal([new Uri("https://id.example/pool/.well-known/openid-configuration")], _asked);
    }

    [Fact]
    public async Task What_the_page_is_made_of_is_served_compressed_and_kept_for_ever()
    {
        var files = Regex.Matches(Body(await GetAsync("/")), "(?:src|href)=\"(/console/[^\"]+)\"").Select(match => match.Groups[1].Value).ToList();

        Assert.Equal(3, files.Count);
        foreach (var file in files)
        {
            var compressed = await GetAsync(file);
            var plain = await GetAsync(file, "identity");
            using var content = new StreamReader(new GZipStream(new MemoryStream(Convert.FromBase64String(Body(compressed))), CompressionMode.Decompress), Encoding.UTF8);

            Assert.Equal(("gzip", "public, max-age=31536000, immutable"), (Header(compressed, "content-encoding"), Header(compressed, "cache-control")));
            Assert.Equal(Convert.ToBase64String(Encoding.UTF8.GetBytes(await content.ReadToEndAsync(TestContext.Current.CancellationToken))), Body(plain));
            Assert.InRange(Body(compressed).Length, 1, 160_000);
        }
    }

    [Theory]
    [InlineData("/console/none.js")]
    [InlineData("/console/../index.html")]
    [InlineData("/failure-rules.json")]
    public async Task What_is_no_file_of_the_console_is_not_found(string path) => Assert.Equal(404, (await GetAsync(path)).GetProperty("statusCode").GetInt32());

    [Theory]
    [InlineData("{}")]
    [InlineData("<html>")]
    [InlineData("""{"authorization_endpoint":"javascript:alert(1)","token_endpoint":"https://sign-in.example/token"}""")]
    [InlineData("""{"authorization_endpoint":"https://sign-in.example/authorize","token_endpoint":"http://sign-in.example/token"}""")]
    public async Task An_issuer_that_does_not_say_where_to_sign_in_is_told_and_asked_again(string configuration)
    {
        _configuration = configuration;
        var answer = await GetAsync("/");
        _configuration = Configuration;

        Assert.Equal(503, answer.GetProperty("statusCode").GetInt32());
        Assert.Contains("openid-configuration does not say where to sign in", Body(answer), StringComparison.Ordinal);
        Assert.Equal(200, (await GetAsync("/")).GetProperty("statusCode").GetInt32());
    }

    private sealed class Issuer(ShowConsoleTests test) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            test._asked.Add(request.RequestUri);

            return Task.FromResult(new HttpResponseMessage { Content = new StringContent(test._configuration) });
        }
    }
}

using System.Net;
using LocalCloud.Gateway;
using LocalCloud.HttpApi;
using LocalCloud.Lambda;
using LocalCloud.Lineages;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LocalCloud.Tests.HttpApi;

public sealed class ConsoleFilesTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly HttpClient _client = new();

    public void Dispose() => _client.Dispose();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    private static Task<HttpApiServer> StartAsync(PeerCheck? peers = null, params IReadOnlyList<(string Method, string Path)> routes) => HttpApiServer.StartAsync(
        new()
        {
            Routes = [.. routes.Select(route => new FunctionRoute(route.Path, new(route.Method, route.Path, Limit)))],
            Port = 0,
            Peers = peers ?? PeerCheck.Create(),
            Functions = new NamedFunctions(),
            Account = new("us-east-1", "123456789012"),
            Time = new FakeTimeProvider(),
            NewId = Guid.NewGuid,
            Loggers = NullLoggerFactory.Instance,
        },
        None);

    private async Task<(HttpStatusCode Status, string Body)> GetAsync(HttpApiServer server, string path, params IReadOnlyList<(string Name, string Value)> headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, $"http://127.0.0.1:{server.Port}{path}");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _client.SendAsync(request, None);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(None));
    }

    [Fact]
    public async Task The_page_is_at_the_root_of_an_API_that_lists_jobs()
    {
        await using var server = await StartAsync(null, ("GET", "/jobs"), ("ANY", "/{proxy+}"));

        var (status, page) = await GetAsync(server, "/");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith("<!doctype html>", page, StringComparison.Ordinal);
        Assert.Equal(new Uri($"http://127.0.0.1:{server.Port}/"), server.Console);
    }

    [Fact]
    public async Task Routes_of_the_template_come_before_the_page_and_what_it_does_not_have_goes_to_them()
    {
        await using var server = await StartAsync(null, ("GET", "/jobs"), ("GET", "/"), ("ANY", "/{proxy+}"));

        Assert.Equal("/", (await GetAsync(server, "/")).Body);
        Assert.Equal("/{proxy+}", (await GetAsync(server, "/console/none.js")).Body);
        Assert.Null(server.Console);
    }

    [Theory]
    [InlineData("GET", "/orders")]
    [InlineData("ANY", "/{proxy+}")]
    [InlineData("ANY", "$default")]
    public async Task An_API_that_lists_no_jobs_has_no_page(string method, string path)
    {
        await using var server = await StartAsync(null, (method, path));

        Assert.DoesNotContain("doctype", (await GetAsync(server, "/")).Body, StringComparison.Ordinal);
        Assert.Null(server.Console);
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Host", "evil.example")]
    public async Task Pages_of_others_do_not_get_it(string header, string value)
    {
        await using var server = await StartAsync(null, ("GET", "/jobs"));

        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(server, "/", (header, value))).Status);
    }

    [Theory]
    [InlineData("/", "none", "navigate", HttpStatusCode.OK)]
    [InlineData("/", "same-origin", "cors", HttpStatusCode.OK)]
    [InlineData("/", "cross-site", "navigate", HttpStatusCode.OK)]
    [InlineData("/", "cross-site", "no-cors", HttpStatusCode.Forbidden)]
    [InlineData("/", "same-site", "no-cors", HttpStatusCode.Forbidden)]
    [InlineData("/jobs", "none", "navigate", HttpStatusCode.OK)]
    [InlineData("/jobs", "same-origin", "cors", HttpStatusCode.OK)]
    [InlineData("/jobs", "cross-site", "navigate", HttpStatusCode.Forbidden)]
    [InlineData("/jobs", "cross-site", "no-cors", HttpStatusCode.Forbidden)]
    [InlineData("/jobs", "same-site", "no-cors", HttpStatusCode.Forbidden)]
    public async Task A_page_of_somewhere_else_may_lead_to_the_console_and_reaches_no_function(string path, string site, string mode, HttpStatusCode status)
    {
        await using var server = await StartAsync(null, ("GET", "/jobs"));

        Assert.Equal(status, (await GetAsync(server, path, ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", mode))).Status);
    }

    [Fact]
    public async Task A_page_that_is_known_already_is_not_sent_again_and_a_client_without_gzip_gets_it_plain()
    {
        await using var server = await StartAsync(null, ("GET", "/jobs"));
        using var first = await _client.GetAsync(new Uri($"http://127.0.0.1:{server.Port}/"), None);
        using var compressed = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{server.Port}/") { Headers = { { "Accept-Encoding", "gzip" } } };
        using var second = await _client.SendAsync(compressed, None);

        Assert.Equal(HttpStatusCode.NotModified, (await GetAsync(server, "/", ("If-None-Match", first.Headers.ETag?.ToString() ?? ""))).Status);
        Assert.Empty(first.Content.Headers.ContentEncoding);
        Assert.Equal(["gzip"], second.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task Where_a_token_is_asked_for_browsers_are_told_to_show_the_one_of_the_address()
    {
        await using var server = await StartAsync(new(1000, (_, _) => null, "t0ken"), ("GET", "/jobs"));

        using var refused = await _client.GetAsync(new Uri($"http://127.0.0.1:{server.Port}/"), None);
        using HttpRequestMessage shown = new(HttpMethod.Get, $"http://127.0.0.1:{server.Port}/") { Headers = { Authorization = new("Basic", Convert.ToBase64String("local:t0ken"u8)) } };
        using var page = await _client.SendAsync(shown, None);

        Assert.Equal((HttpStatusCode.Unauthorized, "Basic"), (refused.StatusCode, Assert.Single(refused.Headers.WwwAuthenticate).Scheme));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    /// <summary>Each function answers with its own name.</summary>
    private sealed class NamedFunctions : IFunctionInvoker
    {
        public Task<InvocationResult> InvokeAsync(string function, ReadOnlyMemory<byte> payload, Lineage lineage, TimeSpan? beginWithin, CancellationToken cancellation) =>
            Task.FromResult(new InvocationResult("r", System.Text.Encoding.UTF8.GetBytes($$"""{"statusCode":200,"body":"{{function}}"}"""), false));
    }
}

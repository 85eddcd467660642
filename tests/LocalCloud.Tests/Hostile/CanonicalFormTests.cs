using System.Globalization;
using System.Text;
using LocalCloud.Gateway;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Support.Fuzz;

namespace LocalCloud.Tests.Hostile;

/// <summary>
/// What is signed by AWS's rules is let in, what was changed after that is not, and nobody is served another path than the
/// one that was verified. The canonical forms are written out here, not made by the code under test.
/// </summary>
public sealed class CanonicalFormTests : IAsyncLifetime
{
    private LocalServices? _services;

    private LocalServices Services => _services ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync() => _services = await LocalServices.StartAsync(buckets: [new() { Name = "plain" }]);

    public async ValueTask DisposeAsync() => await Services.DisposeAsync();

    [Theory]
    [InlineData("/", "/")]
    [InlineData("//", "/")]
    [InlineData("/./", "/")]
    [InlineData("/a/..", "/")]
    [InlineData("/a//../b", "/b")]
    [InlineData("/a/%2e%2e/b", "/a/%252e%252e/b")]
    [InlineData("/a%20b", "/a%2520b")]
    [InlineData("/a%2520b", "/a%252520b")]
    [InlineData("/a%2Fb", "/a%252Fb")]
    public async Task A_path_is_normalised_and_encoded_twice_for_every_service_but_S3(string path, string canonical)
    {
        Assert.Equal(200, (await SendAsync("sqs", path, "", canonical, "")).Status);
        Assert.Equal(403, (await SendAsync("sqs", path, "", canonical + "x", "")).Status);
    }

    [Theory]
    [InlineData("/plain/a//b", "/plain/a//b")]
    [InlineData("/plain/a%20b", "/plain/a%20b")]
    [InlineData("/plain/a%2520b", "/plain/a%2520b")]
    [InlineData("/plain/a+b", "/plain/a%2Bb")]
    [InlineData("/plain/a%2fb", "/plain/a/b", false)]
    [InlineData("/plain/a%2fb", "/plain/a%2Fb")]
    [InlineData("/plain/a/../b", "/plain/b", false)]
    [InlineData("/plain/a//b", "/plain/a/b", false)]
    [InlineData("/plain/a%2520b", "/plain/a%20b", false)]
    [InlineData("/plain/a%2520b", "/plain/a%252520b", false)]
    public async Task A_path_of_S3_is_neither_normalised_nor_encoded_twice(string path, string canonical, bool isRight = true) =>
        Assert.Equal(isRight ? 404 : 403, (await SendAsync("s3", path, "", canonical, "")).Status);

    [Theory]
    [InlineData("prefix=a%20b", "prefix=a%20b")]
    [InlineData("prefix=a%2520b", "prefix=a%2520b")]
    [InlineData("prefix=%61", "prefix=a")]
    [InlineData("prefix=a%2fb", "prefix=a%2Fb")]
    [InlineData("prefix=b&max-keys=1&delimiter=%2F", "delimiter=%2F&max-keys=1&prefix=b")]
    [InlineData("prefix", "prefix=")]
    [InlineData("prefix=a=b", "prefix=a%3Db")]
    [InlineData("prefix=a%2520b", "prefix=a%20b", false)]
    [InlineData("prefix=a%2520b", "prefix=a%252520b", false)]
    [InlineData("prefix=a&prefix=b", "prefix=a", false)]
    [InlineData("prefix=a&X-Amz-Signature=b", "prefix=a", false)]
    public async Task A_query_is_decoded_and_encoded_once_and_sorted(string query, string canonical, bool isRight = true) =>
        Assert.Equal(isRight ? 200 : 403, (await SendAsync("s3", "/plain", query, "/plain", canonical)).Status);

    [Fact]
    public async Task A_plus_sign_in_a_query_is_served_as_it_was_signed()
    {
        var (status, text) = await SendAsync("s3", "/plain", "prefix=a+b", "/plain", "prefix=a%2Bb");

        Assert.Equal(200, status);
        Assert.Contains("<Prefix>a+b</Prefix>", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("host;x-amz-date;x-amz-target", 200)]
    [InlineData("x-amz-target;x-amz-date;host", 400)]
    [InlineData("Host;X-Amz-Date;X-Amz-Target", 400)]
    [InlineData("X-Amz-Date;host;x-amz-target", 400)]
    [InlineData("host;host;x-amz-date;x-amz-target", 400)]
    [InlineData("x-amz-date;x-amz-target", 400)]
    [InlineData("host;x-amz-date", 403)]
    [InlineData("host;x-amz-date;x-amz-meta-gone;x-amz-target", 403)]
    public async Task Signed_headers_are_there_sorted_and_in_lower_case(string names, int status) =>
        Assert.Equal(status, (await SendAsync("sqs", "/", "", "/", "", names)).Status);

    [Fact]
    public async Task Names_of_headers_may_be_sent_in_any_case() => Assert.Equal(200, (await SendAsync("sqs", "/", "", "/", "", spoil: head => head
        .Replace("x-amz-date:", "X-AMZ-Date:", StringComparison.Ordinal).Replace("x-amz-target:", "X-Amz-TARGET:", StringComparison.Ordinal))).Status);

    [Theory]
    [InlineData("x-amz-target: AmazonSQS.PurgeQueue", 403)]
    [InlineData("x-amz-date: 20260101T000000Z", 400)]
    [InlineData("Authorization: AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=00", 400)]
    [InlineData("host: localhost", 400)]
    public async Task A_header_that_comes_a_second_time_is_refused(string line, int status)
    {
        Assert.Equal(status, (await SendAsync("sqs", "/", "", "/", "", spoil: head => head.Replace("\r\nConnection", $"\r\n{line}\r\nConnection", StringComparison.Ordinal))).Status);
        Assert.InRange((await SendAsync("sqs", "/", "", "/", "", spoil: head => head.Replace("\r\nhost", $"\r\n{line}\r\nhost", StringComparison.Ordinal))).Status, 400, 403);
    }

    [Fact]
    public void Whoever_serves_a_path_is_given_the_one_that_was_verified() => Law.Holds(2_000, random =>
    {
        var raw = "/" + string.Join('/', Enumerable.Range(0, random.Next(8)).Select(_ => random.Of("", ".", "..", "a", "b", "%2e", "%2E%2e", "%2F", "a%2fb", "%252e%252e", "%", "v1")));
        DefaultHttpContext context = new();
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = raw + "?a=b";
        var verified = CanonicalRequest.Path(raw);

        RequestReader.ServeNormalized(context, RequestReader.FactsOf(context));

        var served = RequestReader.FactsOf(context);
        Assert.Equal(("a=b", verified), (served.RawQuery, CanonicalRequest.Path(served.RawPath)));
        Assert.Equal(verified, served.RawPath.Replace("%", "%25", StringComparison.Ordinal));
        Assert.Equal(served.RawPath.Count('/'), context.Request.Path.Value?.Count('/'));
    });

    private async Task<(int Status, string Text)> SendAsync(
        string service, string path, string query, string canonicalPath, string canonicalQuery, string? signedHeaders = null, Func<string, string>? spoil = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        var date = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var (method, hash) = service == "s3" ? ("GET", "UNSIGNED-PAYLOAD") : ("POST", SigningKey.EmptyHash);
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase) { ["host"] = Services.Gateway.Endpoint.Authority, ["x-amz-date"] = date };
        headers[service == "s3" ? "x-amz-content-sha256" : "x-amz-target"] = service == "s3" ? hash : "AmazonSQS.ListQueues";
        var names = signedHeaders ?? string.Join(';', headers.Keys.Order(StringComparer.Ordinal));
        var lines = string.Concat(names.Split(';').Select(name => $"{name}:{headers.GetValueOrDefault(name, "")}\n"));
        SigningKey key = new(Services.Credentials.SecretAccessKey, new(date[..8], "us-east-1", service), now);
        var signature = key.SignRequest($"{method}\n{canonicalPath}\n{canonicalQuery}\n{lines}\n{names}\n{hash}");
        var head = $"{method} {path}{(query.Length > 0 ? "?" : "")}{query} HTTP/1.1\r\n" + string.Concat(headers.Select(header => $"{header.Key}: {header.Value}\r\n"))
            + $"Authorization: AWS4-HMAC-SHA256 Credential={Services.Credentials.AccessKeyId}/{key.Scope}, SignedHeaders={names}, Signature={signature}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

        return await HostileCall.RawAsync(Services.Gateway.Endpoint.Port, Encoding.ASCII.GetBytes(spoil?.Invoke(head) ?? head));
    }
}

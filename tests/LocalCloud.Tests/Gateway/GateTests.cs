using System.Net;
using System.Text;
using LocalCloud.Gateway;

namespace LocalCloud.Tests.Gateway;

public sealed class GateTests : IAsyncLifetime
{
    private LocalServices? _services;

    private LocalServices Services => _services ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync() => _services = await LocalServices.StartAsync();

    public async ValueTask DisposeAsync() => await Services.DisposeAsync();

    [Fact]
    public async Task A_signed_call_is_let_in() => Assert.Equal((200, """{"QueueUrls":[]}"""), await new SignedCall(Services).SendAsync());

    [Theory]
    [InlineData("sqs", "UnrecognizedClientException")]
    [InlineData("s3", "InvalidAccessKeyId")]
    [InlineData("sts", "InvalidClientTokenId")]
    public async Task A_foreign_key_is_refused_in_the_words_of_the_service(string service, string code)
    {
        var (status, body) = await new SignedCall(Services) { Service = service, AccessKeyId = "AKIAIOSFODNN7EXAMPLE", Payload = service == "s3" ? PayloadSigning.Unsigned : null }.SendAsync();

        Assert.Equal(403, status);
        Assert.Contains(code, body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sqs", "InvalidSignatureException")]
    [InlineData("s3", "SignatureDoesNotMatch")]
    [InlineData("sts", "SignatureDoesNotMatch")]
    public async Task A_wrong_secret_is_refused_in_the_words_of_the_service(string service, string code)
    {
        var (status, body) = await new SignedCall(Services) { Service = service, Secret = "wrong", Payload = service == "s3" ? PayloadSigning.Unsigned : null }.SendAsync();

        Assert.Equal(403, status);
        Assert.Contains(code, body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-16)]
    [InlineData(16)]
    public async Task A_signature_more_than_fifteen_minutes_away_is_refused_so_that_it_cannot_be_replayed(int minutes)
    {
        var (status, body) = await new SignedCall(Services) { SignedAt = TimeProvider.System.GetUtcNow().AddMinutes(minutes) }.SendAsync();

        Assert.Equal(403, status);
        Assert.Contains("InvalidSignatureException", body, StringComparison.Ordinal);
        Assert.Contains(minutes < 0 ? "Signature expired" : "Signature not yet current", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_of_AWS_that_is_not_signed_is_refused()
    {
        var (status, body) = await new SignedCall(Services) { Unsigned = new Dictionary<string, string> { ["x-amz-meta-evil"] = "1" } }.SendAsync();

        Assert.Equal(403, status);
        Assert.Contains("not signed: x-amz-meta-evil", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signed_header_that_was_changed_on_the_way_is_refused() =>
        Assert.Equal(403, (await new SignedCall(Services) { SentTarget = "AmazonSQS.PurgeQueue" }.SendAsync()).Status);

    [Fact]
    public async Task Another_region_is_refused_with_the_right_one()
    {
        var (status, body) = await new SignedCall(Services) { Region = "eu-west-1" }.SendAsync();

        Assert.Equal(400, status);
        Assert.Contains("us-east-1", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_named_with_those_that_are()
    {
        var (status, body) = await new SignedCall(Services) { Service = "ec2" }.SendAsync();

        Assert.Equal(400, status);
        Assert.Contains("no service", body, StringComparison.Ordinal);
        Assert.Contains("ec2", body, StringComparison.Ordinal);
        Assert.Contains("events, s3, sqs, sts", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_too_long_is_refused_with_413() =>
        Assert.Equal(413, (await new SignedCall(Services) { Body = new byte[Gate.MaximumBody + 1] }.SendAsync()).Status);

    [Fact]
    public async Task Deep_nesting_is_refused_and_not_followed()
    {
        var (status, body) = await new SignedCall(Services) { Body = Encoding.UTF8.GetBytes(new string('[', 100_000)) }.SendAsync();

        Assert.Equal(400, status);
        Assert.Contains("SerializationException", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"QueueNamePrefix":5}""")]
    [InlineData("""{"QueueNamePrefix":"\ud800"}""")]
    [InlineData("""{"MaxResults":"x"}""")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"NoSuchMember":1}""")]
    public async Task A_body_that_is_not_as_it_should_be_is_the_callers_fault(string body) =>
        Assert.Equal(400, (await new SignedCall(Services) { Body = Encoding.UTF8.GetBytes(body) }.SendAsync()).Status);

    [Theory]
    [InlineData("AWS4-HMAC-SHA256")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=f")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/sqs/aws4_request, SignedHeaders=, Signature=")]
    [InlineData("AWS4-ECDSA-P256-SHA256 Credential=a/20260101/sqs/aws4_request, SignedHeaders=host, Signature=f")]
    [InlineData("Bearer abc")]
    [InlineData("Basic ====")]
    public async Task A_signature_that_is_not_whole_is_refused(string authorization)
    {
        var (status, body) = await SendAsync(request => request.Headers.TryAddWithoutValidation("Authorization", authorization));

        Assert.InRange(status, 400, 403);
        Assert.NotEmpty(body);
    }

    [Fact]
    public async Task A_call_without_signature_is_refused() => Assert.Equal(403, (await SendAsync(_ => { })).Status);

    [Theory]
    [InlineData("evil.example")]
    [InlineData("169.254.169.254")]
    public async Task A_foreign_host_is_refused_also_where_nothing_is_signed(string host)
    {
        var (status, _) = await SendAsync(request => request.Headers.Host = $"{host}:{Services.Gateway.Endpoint.Port}", "/health");

        Assert.Equal(403, status);
    }

    [Fact]
    public async Task A_foreign_origin_is_refused() =>
        Assert.Equal(403, (await SendAsync(request => request.Headers.TryAddWithoutValidation("Origin", "http://evil.example"), "/health")).Status);

    [Fact]
    public async Task Health_is_503_until_everything_is_ready_and_200_then()
    {
        var before = await SendAsync(_ => { }, "/health");
        Services.Gateway.MarkReady();
        var after = await SendAsync(_ => { }, "/health");

        Assert.Equal((503, 200), (before.Status, after.Status));
    }

    [Fact]
    public void The_key_pair_is_for_its_owners_eyes_only_and_stays_the_same()
    {
        var path = Path.Combine(Services.Folder, "credentials");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(Services.Credentials, LocalCredentials.LoadOrCreate(Services.Folder));
        Assert.DoesNotContain(Services.Credentials.SecretAccessKey, Services.Credentials.ToString(), StringComparison.Ordinal);
    }

    private async Task<(int Status, string Body)> SendAsync(Action<HttpRequestMessage> change, string path = "/v1/describejobs")
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Services.Gateway.Endpoint, path)) { Version = HttpVersion.Version11 };
        change(request);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}

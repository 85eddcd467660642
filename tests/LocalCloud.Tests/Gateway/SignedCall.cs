using System.Globalization;
using LocalCloud.Gateway;

namespace LocalCloud.Tests.Gateway;

/// <summary>A request signed by hand, so that every part of it can be spoiled.</summary>
internal sealed class SignedCall(LocalServices services)
{
    public string Method { get; init; } = "POST";

    public string Path { get; init; } = "/";

    public string Service { get; init; } = "sqs";

    public string Region { get; init; } = "us-east-1";

    public byte[] Body { get; init; } = "{}"u8.ToArray();

    public string? Target { get; init; } = "AmazonSQS.ListQueues";

    public string? Secret { get; init; }

    public string? AccessKeyId { get; init; }

    public DateTimeOffset SignedAt { get; init; } = TimeProvider.System.GetUtcNow();

    /// <summary>What <c>x-amz-content-sha256</c> says; S3 only.</summary>
    public string? Payload { get; init; }

    /// <summary>Headers that are sent, but not signed.</summary>
    public IReadOnlyDictionary<string, string> Unsigned { get; init; } = new Dictionary<string, string>();

    public string? SentTarget { get; init; }

    /// <summary>Name by which the machine is called; <c>null</c>: 127.0.0.1.</summary>
    public string? HostName { get; init; }

    /// <summary>Of a session.</summary>
    public string? Token { get; init; }

    public async Task<(int Status, string Body)> SendAsync()
    {
        var endpoint = services.Gateway.Endpoint;
        var date = SignedAt.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = HostName is null ? endpoint.Authority : $"{HostName}:{endpoint.Port}", ["x-amz-date"] = date };
        if (Target is not null)
        {
            headers["x-amz-target"] = Target;
        }

        if (Token is not null)
        {
            headers["x-amz-security-token"] = Token;
        }

        if (Payload is not null)
        {
            headers["x-amz-content-sha256"] = Payload;
        }

        var key = new SigningKey(Secret ?? services.Credentials.SecretAccessKey, new(date[..8], Region, Service), SignedAt);
        var path = Service == "s3" ? CanonicalRequest.S3Path(Path) : CanonicalRequest.Path(Path);
        var signature = key.SignRequest(CanonicalRequest.Of(Method, path, "", headers, Payload ?? RequestVerifier.HashOf(Body)));
        using var request = new HttpRequestMessage(new(Method), new Uri(endpoint, Path)) { Content = new ByteArrayContent(Body) };
        foreach (var (name, value) in headers.Where(header => header.Key != "host").Concat(Unsigned))
        {
            request.Headers.TryAddWithoutValidation(name, name == "x-amz-target" && SentTarget is not null ? SentTarget : value);
        }

        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential={AccessKeyId ?? services.Credentials.AccessKeyId}/{key.Scope}, SignedHeaders={string.Join(';', headers.Keys)}, Signature={signature}");

        request.Headers.Host = headers["host"];
        using var client = new HttpClient();
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}

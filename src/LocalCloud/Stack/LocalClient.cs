using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using LocalCloud.Gateway;

namespace LocalCloud.Stack;

/// <summary>Calls the stack's own services over HTTP with signed requests, as any AWS client would.</summary>
internal sealed class LocalClient(Uri endpoint, LocalCredentials credentials, AwsAccount account, TimeProvider time) : IDisposable
{
    // A proxy of the user's environment would be handed signed requests that are for this machine alone.
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = endpoint, Timeout = TimeSpan.FromMinutes(5) };

    public Task<HttpResponseMessage> GetAsync(string service, string path, CancellationToken cancellation) =>
        SendAsync(service, HttpMethod.Get, path, default, [], cancellation);

    public Task<HttpResponseMessage> PutAsync(string service, string path, ReadOnlyMemory<byte> body, CancellationToken cancellation) =>
        SendAsync(service, HttpMethod.Put, path, body, [], cancellation);

    /// <summary>An operation of a service that speaks JSON by path.</summary>
    public Task<HttpResponseMessage> PostAsync(string service, string path, ReadOnlyMemory<byte> json, CancellationToken cancellation) =>
        SendAsync(service, HttpMethod.Post, path, json, [new("content-type", "application/json")], cancellation);

    /// <summary>An operation of a service that speaks JSON by target.</summary>
    public Task<HttpResponseMessage> CallAsync(string service, string target, ReadOnlyMemory<byte> json, CancellationToken cancellation) =>
        SendAsync(
            service,
            HttpMethod.Post,
            "/",
            json,
            [new("content-type", service == "dynamodb" ? "application/x-amz-json-1.0" : "application/x-amz-json-1.1"), new("x-amz-target", target)],
            cancellation);

    public void Dispose() => _http.Dispose();

    /// <param name="service">Service name of the credential scope.</param>
    /// <param name="method">HTTP method.</param>
    /// <param name="path">Percent-encoded path, without a query.</param>
    /// <param name="body">The body.</param>
    /// <param name="headers">Headers to send and sign, names in lower case.</param>
    /// <param name="cancellation">Gives up.</param>
    private async Task<HttpResponseMessage> SendAsync(
        string service, HttpMethod method, string path, ReadOnlyMemory<byte> body, KeyValuePair<string, string>[] headers, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var hash = Convert.ToHexStringLower(SHA256.HashData(body.Span));
        KeyValuePair<string, string>[] signed =
        [
            .. headers,
            new("host", endpoint.Authority),
            new("x-amz-content-sha256", hash),
            new("x-amz-date", now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)),
        ];
        Array.Sort(signed, (left, right) => string.CompareOrdinal(left.Key, right.Key));
        CredentialScope scope = new(now.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture), account.Region, service);
        var canonical = CanonicalRequest.Of(
            method.Method, service == "s3" ? CanonicalRequest.S3Path(path) : CanonicalRequest.Path(path), "", signed, hash);
        var signature = new SigningKey(credentials.SecretAccessKey, scope, now).SignRequest(canonical);

        using HttpRequestMessage request = new(method, path) { Content = new ReadOnlyMemoryContent(body) };
        foreach (var (name, value) in signed.Where(header => header.Key != "host"))
        {
            if (name == "content-type")
            {
                request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        var names = string.Join(';', signed.Select(header => header.Key));
        request.Headers.TryAddWithoutValidation(
            "authorization", $"{SigningKey.Algorithm} Credential={credentials.AccessKeyId}/{scope}, SignedHeaders={names}, Signature={signature}");
        return await _http.SendAsync(request, cancellation);
    }
}

using System.Globalization;
using System.Text;
using LocalCloud.Gateway;

namespace LocalCloud.Tests.Gateway;

/// <summary>The head of a request that is signed rightly, whatever its headers say.</summary>
internal sealed class SignedRequest(Uri endpoint, LocalCredentials credentials, string service, string region)
{
    public string Method { get; init; } = "GET";

    /// <summary>Path and query as they go onto the wire.</summary>
    public string Target { get; init; } = "/";

    public string Body { get; init; } = "";

    /// <summary>Sent; signed where they begin with <c>x-amz-</c>.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The lines, without Host.</summary>
    public IReadOnlyList<string> Head()
    {
        var now = TimeProvider.System.GetUtcNow();
        var date = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var hash = RequestVerifier.HashOf(Encoding.UTF8.GetBytes(Body));
        SortedDictionary<string, string> signed = new(StringComparer.Ordinal) { ["host"] = endpoint.Authority, ["x-amz-date"] = date, ["x-amz-content-sha256"] = hash };
        foreach (var (name, value) in Headers.Where(header => header.Name.StartsWith("x-amz-", StringComparison.Ordinal)))
        {
            signed[name] = value;
        }

        SigningKey key = new(credentials.SecretAccessKey, new(date[..8], region, service), now);
        var (path, query) = Target.Split('?', 2) is [var before, var behind] ? (before, behind) : (Target, "");
        var signature = key.SignRequest(CanonicalRequest.Of(Method, CanonicalRequest.S3Path(path), CanonicalRequest.Query(query), signed, hash));

        return
        [
            $"{Method} {Target} HTTP/1.1",
            .. signed.Where(header => header.Key != "host").Select(header => $"{header.Key}: {header.Value}"),
            .. Headers.Where(header => !signed.ContainsKey(header.Name)).Select(header => $"{header.Name}: {header.Value}"),
            $"Authorization: AWS4-HMAC-SHA256 Credential={credentials.AccessKeyId}/{key.Scope}, SignedHeaders={string.Join(';', signed.Keys)}, Signature={signature}",
            $"Content-Length: {Encoding.UTF8.GetByteCount(Body)}",
        ];
    }
}

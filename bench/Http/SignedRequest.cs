using System.Globalization;
using System.Text;
using LocalCloud.Gateway;

namespace Bench.Http;

/// <summary>A request as it goes over the wire, signed; good for 15 minutes, so that a client pays for the signature once.</summary>
internal static class SignedRequest
{
    public static byte[] Post(string host, string service, string path, string body, LocalCredentials credentials, string contentType = "application/json")
    {
        var now = DateTimeOffset.UtcNow;
        var date = now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = new CredentialScope(date[..8], "us-east-1", service);
        KeyValuePair<string, string>[] headers = [new("host", host), new("x-amz-date", date)];
        var hash = RequestVerifier.HashOf(Encoding.UTF8.GetBytes(body));
        var signature = new SigningKey(credentials.SecretAccessKey, scope, now).SignRequest(CanonicalRequest.Of("POST", CanonicalRequest.Path(path), "", headers, hash));

        return Encoding.UTF8.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: {host}\r\nX-Amz-Date: {date}\r\nContent-Type: {contentType}\r\n"
            + $"Authorization: AWS4-HMAC-SHA256 Credential={credentials.AccessKeyId}/{scope}, SignedHeaders=host;x-amz-date, Signature={signature}\r\n"
            + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
    }
}

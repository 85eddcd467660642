using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LocalCloud.Gateway;

/// <summary>The key of one day, region and service, and what it signs.</summary>
internal sealed class SigningKey
{
    public const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>SHA-256 of nothing.</summary>
    public const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private readonly byte[] _key;
    private readonly string _timestamp;

    /// <param name="secretAccessKey">The caller's secret.</param>
    /// <param name="scope">Day, region and service that the caller claims.</param>
    /// <param name="time">When the request was signed.</param>
    public SigningKey(string secretAccessKey, CredentialScope scope, DateTimeOffset time)
    {
        Scope = scope;
        _timestamp = time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var day = HMACSHA256.HashData(Encoding.UTF8.GetBytes("AWS4" + secretAccessKey), Encoding.UTF8.GetBytes(scope.Day));
        var region = HMACSHA256.HashData(day, Encoding.UTF8.GetBytes(scope.Region));
        var service = HMACSHA256.HashData(region, Encoding.UTF8.GetBytes(scope.Service));
        _key = HMACSHA256.HashData(service, "aws4_request"u8);
    }

    public CredentialScope Scope { get; }

    public string SignRequest(string canonicalRequest) =>
        Sign(Algorithm, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonicalRequest))));

    /// <summary>One chunk of an aws-chunked body, chained to the one before it.</summary>
    public string SignChunk(string previousSignature, string chunkHash) =>
        Sign("AWS4-HMAC-SHA256-PAYLOAD", $"{previousSignature}\n{EmptyHash}\n{chunkHash}");

    /// <summary>The trailing headers of an aws-chunked body.</summary>
    public string SignTrailer(string previousSignature, string trailerHash) =>
        Sign("AWS4-HMAC-SHA256-TRAILER", $"{previousSignature}\n{trailerHash}");

    /// <summary>Compares without telling by its duration how much of a signature was right.</summary>
    public static bool AreEqual(string expected, string actual) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(actual));

    private string Sign(string algorithm, string rest)
    {
        var text = $"{algorithm}\n{_timestamp}\n{Scope}\n{rest}";

        return Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text)));
    }
}

/// <param name="Day">Such as <c>20260131</c>.</param>
/// <param name="Region">Such as <c>us-east-1</c>.</param>
/// <param name="Service">Such as <c>batch</c>.</param>
internal sealed record CredentialScope(string Day, string Region, string Service)
{
    public override string ToString() => $"{Day}/{Region}/{Service}/aws4_request";
}

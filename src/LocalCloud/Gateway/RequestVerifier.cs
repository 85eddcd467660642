using System.Globalization;
using System.Security.Cryptography;
using LocalCloud.Iam;

namespace LocalCloud.Gateway;

/// <summary>A request as its signature sees it.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="RawPath">As it was on the wire.</param>
/// <param name="RawQuery">As it was on the wire, without the question mark.</param>
/// <param name="Headers">Names in lower case; several values of one name joined by commas.</param>
internal sealed record RequestFacts(string Method, string RawPath, string RawQuery, IReadOnlyDictionary<string, string> Headers);

/// <summary>Checks signatures against the keys there are.</summary>
/// <param name="keys">The keys, and the region that requests must be signed for.</param>
internal sealed class RequestVerifier(KeyRing keys)
{
    // AWS: a request must arrive within 15 minutes of its signature (Signature Version 4, "Time requirements").
    private static readonly TimeSpan AllowedSkew = TimeSpan.FromMinutes(15);

    /// <summary>Key, time and scope: everything but the signature itself, so before a body is read.</summary>
    /// <exception cref="SignatureException">The key is not ours, the time is over, or the region is another one.</exception>
    public (SigningKey Key, Caller Caller) CheckCaller(RequestSignature signature, DateTimeOffset now)
    {
        var (secret, caller) = keys.Find(signature, now);
        CheckTime(signature, now);
        // AWS: STS answers in every region, and who one is does not depend on it (STS developer guide, regions and endpoints). S3 sends on.
        if (signature.Scope.Service is not ("sts" or "s3") && signature.Scope.Region != keys.Region)
        {
            throw SignatureException.Incomplete($"The region '{signature.Scope.Region}' is wrong; expecting '{keys.Region}'.");
        }

        return (new(secret, signature.Scope, signature.SignedAt), caller);
    }

    /// <summary>The signature over the whole request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="signature">What it says of its signature.</param>
    /// <param name="key">From <see cref="CheckCaller"/>.</param>
    /// <param name="payloadHash">Hash of the body, or what stands for it.</param>
    /// <exception cref="SignatureException">It does not match.</exception>
    public static void CheckSignature(RequestFacts request, RequestSignature signature, SigningKey key, string payloadHash)
    {
        RefuseUnsignedHeaders(request, signature);
        var headers = signature.SignedHeaders.Select(name => KeyValuePair.Create(name, SignedValue(request, name))).ToList();
        var query = CanonicalRequest.Query(request.RawQuery, isPresigned: signature.Expires is not null);
        // S3's clients sign the path as they send it, which is not always as strictly encoded as AWS does it.
        string[] paths = key.Scope.Service == "s3"
            ? [CanonicalRequest.S3Path(request.RawPath), request.RawPath]
            : [CanonicalRequest.Path(request.RawPath)];

        if (!paths.Any(path => SigningKey.AreEqual(
            key.SignRequest(CanonicalRequest.Of(request.Method, path, query, headers, payloadHash)), signature.Signature)))
        {
            throw SignatureException.Mismatch(
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.");
        }
    }

    public static string HashOf(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));

    private static void CheckTime(RequestSignature signature, DateTimeOffset now)
    {
        if (signature.Expires is { } expires)
        {
            if (now - signature.SignedAt > expires)
            {
                throw new SignatureException(SignatureFault.Expired, "Request has expired");
            }

            if (signature.SignedAt - now > AllowedSkew)
            {
                throw new SignatureException(SignatureFault.Skewed, $"Request is not valid yet: it is dated {Format(signature.SignedAt)}, and now is {Format(now)}.");
            }
        }
        else if (now - signature.SignedAt > AllowedSkew)
        {
            throw new SignatureException(
                SignatureFault.Skewed, $"Signature expired: {Format(signature.SignedAt)} is now earlier than {Format(now - AllowedSkew)} ({Format(now)} - 15 min.)");
        }
        else if (signature.SignedAt - now > AllowedSkew)
        {
            throw new SignatureException(
                SignatureFault.Skewed, $"Signature not yet current: {Format(signature.SignedAt)} is still later than {Format(now + AllowedSkew)} ({Format(now)} + 15 min.)");
        }
    }

    // A header that was signed and is gone is not the same as one that was signed empty.
    private static string SignedValue(RequestFacts request, string name) =>
        request.Headers.GetValueOrDefault(name) ?? throw SignatureException.Mismatch($"A signed header is not in the request: {name}.");

    // An unsigned x-amz- header could change what a signed request means.
    private static void RefuseUnsignedHeaders(RequestFacts request, RequestSignature signature)
    {
        var unsigned = request.Headers.Keys.FirstOrDefault(name =>
            name.StartsWith("x-amz-", StringComparison.Ordinal) && name != "x-amz-content-sha256" && !signature.SignedHeaders.Contains(name, StringComparer.Ordinal));
        if (unsigned is not null)
        {
            throw SignatureException.Mismatch($"There were headers present in the request which were not signed: {unsigned}.");
        }
    }

    private static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
}

namespace LocalCloud.Gateway;

/// <summary>How the body of an S3 request is vouched for: what <c>x-amz-content-sha256</c> says. Found as a request feature.</summary>
/// <param name="Declared">A SHA-256 in hexadecimal, <c>UNSIGNED-PAYLOAD</c>, or one of the <c>STREAMING-</c> words.</param>
/// <param name="Key">Signs the chunks.</param>
/// <param name="SeedSignature">The request's own signature, which the first chunk is chained to.</param>
internal sealed record PayloadSigning(string Declared, SigningKey Key, string SeedSignature)
{
    public const string Unsigned = "UNSIGNED-PAYLOAD";
    public const string Signed = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
    public const string SignedWithTrailer = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
    public const string UnsignedWithTrailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

    public bool IsChunked => Declared is Signed or SignedWithTrailer or UnsignedWithTrailer;

    public bool HasTrailer => Declared is SignedWithTrailer or UnsignedWithTrailer;

    public bool HasChunkSignatures => Declared is Signed or SignedWithTrailer;

    /// <exception cref="AwsException">The word is none that S3 knows.</exception>
    public static string CheckDeclared(string? declared)
    {
        if (declared is null)
        {
            throw new AwsException("InvalidRequest", "Missing required header for this request: x-amz-content-sha256");
        }

        var isKnown = declared is Unsigned or Signed or SignedWithTrailer or UnsignedWithTrailer
            || (declared.Length == 64 && declared.All(char.IsAsciiHexDigitLower));

        return isKnown
            ? declared
            : throw new AwsException("InvalidArgument", $"x-amz-content-sha256 must be {Unsigned}, {Signed}, {SignedWithTrailer}, {UnsignedWithTrailer} or a SHA-256 in lower-case hexadecimal.");
    }
}

namespace LocalCloud.Gateway;

/// <summary>Why a request is not let in.</summary>
internal enum SignatureFault
{
    /// <summary>No signature at all.</summary>
    Missing,

    /// <summary>Not complete, or not well formed.</summary>
    Incomplete,

    /// <summary>The access key is not ours.</summary>
    UnknownKey,

    /// <summary>Signed too long ago, or in the future.</summary>
    Skewed,

    /// <summary>A presigned URL past its time.</summary>
    Expired,

    /// <summary>The signature is not that of this request.</summary>
    Mismatch,

    /// <summary>The keys of a session past its time.</summary>
    SessionOver,
}

/// <summary>A request without a good signature.</summary>
internal sealed class SignatureException(SignatureFault fault, string message) : Exception(message)
{
    public SignatureFault Fault { get; } = fault;

    public static SignatureException Incomplete(string message) => new(SignatureFault.Incomplete, message);

    public static SignatureException Mismatch(string message) => new(SignatureFault.Mismatch, message);

    /// <summary>The error as the addressed service words it.</summary>
    public AwsException In(AwsProtocol protocol) => (Fault, protocol) switch
    {
        // AWS: S3 (API ErrorResponses), the query protocol (CommonErrors) and the JSON protocols have codes of their own.
        (SignatureFault.Missing, AwsProtocol.RestXml) => new("AccessDenied", Message, 403),
        (SignatureFault.Missing, AwsProtocol.Query) => new("MissingAuthenticationToken", Message, 403),
        (SignatureFault.Missing, _) => new("MissingAuthenticationTokenException", Message, 403),
        (SignatureFault.SessionOver, AwsProtocol.RestXml) => new("ExpiredToken", "The provided token has expired."),
        (SignatureFault.SessionOver, AwsProtocol.Query) => new("ExpiredToken", Message, 403),
        (SignatureFault.SessionOver, _) => new("ExpiredTokenException", Message, 403),
        (SignatureFault.Incomplete, AwsProtocol.RestXml) => new("AuthorizationHeaderMalformed", Message),
        (SignatureFault.Incomplete, AwsProtocol.Query) => new("IncompleteSignature", Message),
        (SignatureFault.Incomplete, _) => new("IncompleteSignatureException", Message),
        (SignatureFault.UnknownKey, AwsProtocol.RestXml) => new("InvalidAccessKeyId", Message, 403),
        (SignatureFault.UnknownKey, AwsProtocol.Query) => new("InvalidClientTokenId", Message, 403),
        (SignatureFault.UnknownKey, _) => new("UnrecognizedClientException", Message, 403),
        (SignatureFault.Skewed, AwsProtocol.RestXml) => new("RequestTimeTooSkewed", Message, 403),
        (SignatureFault.Expired, AwsProtocol.RestXml) => new("AccessDenied", Message, 403),
        (SignatureFault.Expired, AwsProtocol.Query) => new("RequestExpired", Message),
        (_, AwsProtocol.RestXml or AwsProtocol.Query) => new("SignatureDoesNotMatch", Message, 403),
        _ => new("InvalidSignatureException", Message, 403),
    };
}

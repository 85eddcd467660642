namespace LocalCloud.Gateway;

/// <summary>The caller is wrong, or asks for what there is not. Becomes an answer in the protocol of the addressed service.</summary>
/// <param name="code">AWS's error code, such as <c>NoSuchKey</c>.</param>
/// <param name="message">What is wrong, and what would be right.</param>
/// <param name="statusCode">HTTP status.</param>
internal sealed class AwsException(string code, string message, int statusCode = 400) : Exception(message)
{
    public string Code { get; } = code;

    public int StatusCode { get; } = statusCode;

    /// <summary>The region to sign for instead; S3 says it in the error, and in a header.</summary>
    public string? Region { get; init; }

    /// <summary>The code that clients of the old query protocol know, where it differs: SQS has both.</summary>
    public string? QueryCode { get; init; }
}

namespace LocalBatch.Wire;

/// <summary>The answer to one HTTP request.</summary>
/// <param name="StatusCode">200, or the status of the error.</param>
/// <param name="ContentType">For the header <c>Content-Type</c>.</param>
/// <param name="RequestId">UUID for the header <c>x-amzn-RequestId</c>; the same stands inside wrapped error texts.</param>
/// <param name="ErrorType">For the header <c>x-amzn-ErrorType</c>, such as <c>ClientException</c>; <c>null</c> on success.</param>
/// <param name="Body">UTF-8 JSON.</param>
public sealed record BatchHttpResponse(
    int StatusCode,
    string ContentType,
    string RequestId,
    string? ErrorType,
    ReadOnlyMemory<byte> Body);

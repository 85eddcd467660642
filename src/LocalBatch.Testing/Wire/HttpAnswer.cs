namespace LocalBatch.Testing.Wire;

/// <summary>An answer on its way to the SDK.</summary>
/// <param name="StatusCode">HTTP status.</param>
/// <param name="Body">JSON.</param>
/// <param name="ErrorType">The error's code; <c>null</c> on success.</param>
internal sealed record HttpAnswer(int StatusCode, ReadOnlyMemory<byte> Body, string? ErrorType)
{
    public string RequestId { get; init; } = "00000000-0000-0000-0000-000000000000";
}

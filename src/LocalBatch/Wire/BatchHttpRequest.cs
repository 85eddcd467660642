namespace LocalBatch.Wire;

/// <summary>One HTTP request to the Batch endpoint, its signature already checked.</summary>
/// <param name="Method">Such as <c>POST</c>.</param>
/// <param name="RawPathAndQuery">Path and query exactly as they came, percent-encoding included.</param>
/// <param name="Body">The body, empty where there is none.</param>
public sealed record BatchHttpRequest(string Method, string RawPathAndQuery, ReadOnlyMemory<byte> Body);

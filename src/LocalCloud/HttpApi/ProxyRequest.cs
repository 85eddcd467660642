namespace LocalCloud.HttpApi;

/// <summary>An HTTP request as it came, ready to become an event.</summary>
internal sealed record ProxyRequest
{
    public required string Method { get; init; }

    /// <summary>The path as it came, percent-encoding included, without the query.</summary>
    public required string EncodedPath { get; init; }

    /// <summary>Without its question mark.</summary>
    public required string RawQuery { get; init; }

    public required string Protocol { get; init; }

    public required string SourceIp { get; init; }

    /// <summary>Every value of every header, in the order in which they came.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    public string? Header(string name) =>
        Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}

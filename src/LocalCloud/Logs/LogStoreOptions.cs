using LocalCloud.Gateway;

namespace LocalCloud.Logs;

/// <summary>What the logs need to know.</summary>
internal sealed record LogStoreOptions
{
    /// <summary>The SQLite file; made where missing.</summary>
    public required string Path { get; init; }

    public required AwsAccount Account { get; init; }

    public required TimeProvider Time { get; init; }
}

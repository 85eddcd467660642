using LocalCloud.Gateway;
using Microsoft.Extensions.Logging;

namespace LocalCloud.DynamoDb;

/// <summary>What the local DynamoDB needs to know.</summary>
internal sealed record DynaliteOptions
{
    public required AwsAccount Account { get; init; }

    /// <summary>Where tables are kept, such as <c>.local/dynamodb</c>.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Where its socket is made, such as <c>.local/run</c>: a folder for its owner only.</summary>
    public required string SocketFolder { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger<DynaliteProcess> Log { get; init; }
}

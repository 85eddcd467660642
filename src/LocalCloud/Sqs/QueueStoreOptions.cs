using LocalCloud.Gateway;
using LocalCloud.Mishaps;
using LocalCloud.State;

namespace LocalCloud.Sqs;

/// <summary>What the queues need to know.</summary>
internal sealed record QueueStoreOptions
{
    public required AwsAccount Account { get; init; }

    public required StateDatabase Database { get; init; }

    /// <summary>Queues that exist from the start; those made by CreateQueue are remembered beside them.</summary>
    public required IReadOnlyList<QueueSettings> Queues { get; init; }

    public required TimeProvider Time { get; init; }

    public required Func<Guid> NewId { get; init; }

    /// <summary>Doubles, delays and reorders deliveries on purpose; <c>null</c> for peace.</summary>
    public Chaos? Chaos { get; init; }
}

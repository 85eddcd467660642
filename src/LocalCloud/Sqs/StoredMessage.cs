using LocalCloud.Lineages;

namespace LocalCloud.Sqs;

/// <summary>A message in a queue. Changed by its queue only.</summary>
internal sealed class StoredMessage
{
    /// <summary>Order of arrival over all queues, and the row's key.</summary>
    public required long Sequence { get; init; }

    public required string MessageId { get; init; }

    public required string Body { get; init; }

    public required IReadOnlyDictionary<string, MessageAttribute> Attributes { get; init; }

    public required DateTimeOffset SentAt { get; init; }

    /// <summary>From then on it can be received.</summary>
    public required DateTimeOffset VisibleAt { get; set; }

    public DateTimeOffset? FirstReceivedAt { get; set; }

    public int ReceiveCount { get; set; }

    /// <summary>Good until the next receive; <c>null</c> before the first.</summary>
    public string? ReceiptHandle { get; set; }

    /// <summary>Received by a consumer inside this process, which ends with it.</summary>
    public bool IsHeldLocally { get; set; }

    public Lineage Lineage { get; init; } = Lineage.None;

    /// <summary>ARN of the queue it came from by redrive.</summary>
    public string? DeadLetterSourceArn { get; init; }

    /// <summary>Chaos wants it delivered once more; that receive is not counted.</summary>
    public bool IsDoubled { get; set; }

    public bool IsInFlight(DateTimeOffset now) => ReceiptHandle is not null && VisibleAt > now;

    public ReceivedMessage ToReceived() => new()
    {
        MessageId = MessageId,
        ReceiptHandle = ReceiptHandle ?? throw new InvalidOperationException($"Message {MessageId} was not received."),
        Body = Body,
        Md5OfBody = MessageHashes.OfBody(Body),
        ReceiveCount = ReceiveCount,
        SentAt = SentAt,
        FirstReceivedAt = FirstReceivedAt ?? throw new InvalidOperationException($"Message {MessageId} was not received."),
        Attributes = Attributes,
        Md5OfMessageAttributes = MessageHashes.OfAttributes(Attributes),
        DeadLetterSourceArn = DeadLetterSourceArn,
        Lineage = Lineage,
    };
}

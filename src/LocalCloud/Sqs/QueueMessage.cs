using System.Globalization;
using LocalCloud.Lineages;

namespace LocalCloud.Sqs;

/// <summary>A message as it is sent.</summary>
internal sealed record MessageToSend(string Body)
{
    /// <summary>Overrides the queue's delay.</summary>
    public TimeSpan? Delay { get; init; }

    public IReadOnlyDictionary<string, MessageAttribute> Attributes { get; init; } = new Dictionary<string, MessageAttribute>();

    /// <summary>What led to it. Nobody who receives the message sees it.</summary>
    public Lineage Lineage { get; init; } = Lineage.None;
}

/// <param name="DataType"><c>String</c>, <c>Number</c> or <c>Binary</c>, with an optional label after a dot.</param>
/// <param name="StringValue">Set unless the type is binary.</param>
/// <param name="BinaryValue">Base64; set where the type is binary.</param>
internal sealed record MessageAttribute(string DataType, string? StringValue, string? BinaryValue);

/// <param name="MessageId">UUID of the message.</param>
/// <param name="Md5OfBody">Hexadecimal.</param>
/// <param name="Md5OfMessageAttributes">Hexadecimal; <c>null</c> where there are no attributes.</param>
internal sealed record SentMessage(string MessageId, string Md5OfBody, string? Md5OfMessageAttributes);

/// <summary>A message as a consumer gets it.</summary>
internal sealed record ReceivedMessage
{
    public required string MessageId { get; init; }

    /// <summary>Good for this receive only.</summary>
    public required string ReceiptHandle { get; init; }

    public required string Body { get; init; }

    public required string Md5OfBody { get; init; }

    /// <summary>How often it was received, this time included.</summary>
    public required int ReceiveCount { get; init; }

    public required DateTimeOffset SentAt { get; init; }

    public required DateTimeOffset FirstReceivedAt { get; init; }

    public required IReadOnlyDictionary<string, MessageAttribute> Attributes { get; init; }

    public string? Md5OfMessageAttributes { get; init; }

    public Lineage Lineage { get; init; } = Lineage.None;

    /// <summary>ARN of the queue that it came from by redrive.</summary>
    public string? DeadLetterSourceArn { get; init; }

    /// <summary>What SQS itself knows of the message, as text by name.</summary>
    /// <param name="senderId">Who sent it: the account.</param>
    public IReadOnlyDictionary<string, string> SystemAttributes(string senderId)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["SenderId"] = senderId,
            ["ApproximateReceiveCount"] = ReceiveCount.ToString(CultureInfo.InvariantCulture),
            ["SentTimestamp"] = SentAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            ["ApproximateFirstReceiveTimestamp"] = FirstReceivedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        };
        if (DeadLetterSourceArn is { } source)
        {
            attributes["DeadLetterQueueSourceArn"] = source;
        }

        return attributes;
    }
}

namespace LocalCloud.Sqs;

/// <summary>A queue's attributes. Defaults and limits are those of SQS.</summary>
internal sealed record QueueSettings
{
    public required string Name { get; init; }

    /// <summary>0 to 12 hours.</summary>
    public TimeSpan VisibilityTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>0 to 15 minutes.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.Zero;

    /// <summary>One minute to 14 days.</summary>
    public TimeSpan MessageRetentionPeriod { get; init; } = TimeSpan.FromDays(4);

    /// <summary>0 to 20 seconds.</summary>
    public TimeSpan ReceiveMessageWaitTime { get; init; } = TimeSpan.Zero;

    /// <summary>1 KiB to 1 MiB.</summary>
    public int MaximumMessageSize { get; init; } = 1_048_576;

    /// <summary>Where messages go that were received too often; <c>null</c>: nowhere.</summary>
    public RedrivePolicy? RedrivePolicy { get; init; }
}

/// <param name="DeadLetterTargetArn">ARN of the dead-letter queue.</param>
/// <param name="MaxReceiveCount">1 to 1,000.</param>
internal sealed record RedrivePolicy(string DeadLetterTargetArn, int MaxReceiveCount);

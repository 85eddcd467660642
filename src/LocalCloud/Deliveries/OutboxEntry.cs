using LocalCloud.Lineages;

namespace LocalCloud.Deliveries;

/// <summary>One delivery that waits: what, where to, and how often it was tried.</summary>
internal sealed record OutboxEntry
{
    public required string Id { get; init; }

    public required string TargetArn { get; init; }

    /// <summary>ARN of the rule or bucket that asked for it; dead letters name it.</summary>
    public required string SourceArn { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    public required DeliveryPolicy Policy { get; init; }

    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>Not before then.</summary>
    public required DateTimeOffset NextTryAt { get; init; }

    public int FailedTries { get; init; }

    /// <summary>What led to it; a dead letter keeps it, so that a function that reads its own dead letters is no way round.</summary>
    public Lineage Lineage { get; init; } = Lineage.None;

    /// <summary>Attributes of a dead letter; empty before it is one.</summary>
    public IReadOnlyDictionary<string, string> MessageAttributes { get; init; } = new Dictionary<string, string>();

    /// <summary>In whose name the target is called, and what a job queue is to run.</summary>
    public TargetCall Call { get; init; } = TargetCall.Plain;

    public EventDelivery ToDelivery() => new(Id, TargetArn, Body, SourceArn, Lineage, MessageAttributes) { Call = Call };

    /// <summary>What follows from a failed try: a later one, a dead letter, or <c>null</c> for giving up.</summary>
    public OutboxEntry? AfterFailure(string errorCode, string errorMessage, bool canRetry, DateTimeOffset now)
    {
        var failed = FailedTries + 1;
        var next = now + Policy.DelayAfter(failed);
        var tooOld = next - AcceptedAt > Policy.MaximumEventAge;
        if (canRetry && failed <= Policy.MaximumRetryAttempts && !tooOld)
        {
            return this with { FailedTries = failed, NextTryAt = next };
        }

        return Policy.DeadLetterArn is not { } deadLetters ? null : this with
        {
            TargetArn = deadLetters,
            Call = TargetCall.Plain,
            FailedTries = 0,
            AcceptedAt = now,
            NextTryAt = now,
            Policy = DeliveryPolicy.EventBridge,
            MessageAttributes = DeadLetterAttributes(failed, errorCode, errorMessage, canRetry, tooOld),
        };
    }

    // AWS: the attributes of EventBridge's dead letters (eb-rule-dlq).
    private Dictionary<string, string> DeadLetterAttributes(int failed, string errorCode, string errorMessage, bool canRetry, bool tooOld)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ERROR_CODE"] = errorCode,
            ["ERROR_MESSAGE"] = errorMessage.Length > 1_024 ? errorMessage[..1_024] : errorMessage,
            ["RETRY_ATTEMPTS"] = (failed - 1).ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["RULE_ARN"] = SourceArn,
            ["TARGET_ARN"] = TargetArn,
        };
        if (canRetry)
        {
            attributes["EXHAUSTED_RETRY_CONDITION"] = tooOld ? "MaximumEventAgeInSeconds" : "MaximumRetryAttempts";
        }

        return attributes;
    }
}

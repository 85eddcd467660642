using LocalCloud.Lineages;

namespace LocalCloud.Deliveries;

/// <summary>Takes events to where they are addressed: a queue, a function.</summary>
internal interface IEventTarget
{
    /// <summary>Delivers once. Success means that the target has it; an exception means: try again later.</summary>
    /// <exception cref="UndeliverableException">Trying again cannot help: the target does not exist.</exception>
    Task DeliverAsync(EventDelivery delivery, CancellationToken cancellation);
}

/// <summary>One event on its way to one target.</summary>
/// <param name="Id">The same at every try; not the event's own id.</param>
/// <param name="TargetArn">ARN of a queue, function, job queue or event bus.</param>
/// <param name="Body">The payload, UTF-8 JSON.</param>
/// <param name="SourceArn">ARN of the rule, bucket or function that asked for it.</param>
/// <param name="Lineage">What led to it.</param>
/// <param name="MessageAttributes">String attributes for a queue; filled for dead letters only.</param>
internal sealed record EventDelivery(
    string Id, string TargetArn, ReadOnlyMemory<byte> Body, string SourceArn, Lineage Lineage, IReadOnlyDictionary<string, string> MessageAttributes)
{
    /// <summary>In whose name the target is called, and what a job queue is to run.</summary>
    public TargetCall Call { get; init; } = TargetCall.Plain;
}

/// <summary>The target cannot take this event, now or later.</summary>
internal sealed class UndeliverableException(string code, string message) : Exception(message)
{
    /// <summary>Such as <c>NO_RESOURCE</c>; the dead letter's <c>ERROR_CODE</c>.</summary>
    public string Code { get; } = code;

    /// <summary>The reason was told before, of another event of the same kind, and need not be told again.</summary>
    public bool IsTold { get; init; }
}

using LocalCloud.Deliveries;

namespace LocalCloud.Events;

/// <summary>One rule: by pattern, by schedule, or both.</summary>
internal sealed record EventRuleSettings
{
    public required string Name { get; init; }

    /// <summary>Name of the bus; schedules exist on <c>default</c> only.</summary>
    public string EventBusName { get; init; } = "default";

    /// <summary>Event pattern as JSON text.</summary>
    public string? EventPattern { get; init; }

    /// <summary><c>rate(5 minutes)</c> or <c>cron(0 12 * * ? *)</c>, in UTC.</summary>
    public string? ScheduleExpression { get; init; }

    /// <summary>A disabled rule is listed, but does nothing.</summary>
    public bool IsEnabled { get; init; } = true;

    public string? Description { get; init; }

    /// <summary>None to five.</summary>
    public required IReadOnlyList<EventTargetSettings> Targets { get; init; }
}

/// <summary>Where a rule sends what it matched.</summary>
internal sealed record EventTargetSettings
{
    public required string Id { get; init; }

    /// <summary>ARN of a queue, function, job queue or event bus.</summary>
    public required string Arn { get; init; }

    /// <summary>Constant JSON that is sent instead of the event.</summary>
    public string? Input { get; init; }

    /// <summary>JSON path, such as <c>$.detail</c>: only that part of the event is sent.</summary>
    public string? InputPath { get; init; }

    /// <summary>What is sent is put together from parts of the event.</summary>
    public InputTransformer? Transformer { get; init; }

    /// <summary>In whose name the target is called, and what a job queue is to run.</summary>
    public TargetCall Call { get; init; } = TargetCall.Plain;

    public DeliveryPolicy Policy { get; init; } = DeliveryPolicy.EventBridge;
}

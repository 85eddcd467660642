namespace LocalCloud.Template;

/// <summary>A rule of an event bus: on a pattern or on a schedule.</summary>
internal sealed record RuleResource
{
    public required string Name { get; init; }

    public required string EventBusName { get; init; }

    public required bool IsEnabled { get; init; }

    /// <summary>The pattern as JSON, or <c>null</c>.</summary>
    public string? EventPattern { get; init; }

    /// <summary><c>rate(…)</c> or <c>cron(…)</c> in UTC, or <c>null</c>.</summary>
    public string? ScheduleExpression { get; init; }

    public required IReadOnlyList<RuleTarget> Targets { get; init; }
}

/// <summary>Where a matched event goes.</summary>
internal sealed record RuleTarget
{
    public required string Id { get; init; }

    public required string Arn { get; init; }

    /// <summary>JSON sent instead of the event.</summary>
    public string? Input { get; init; }

    public string? InputPath { get; init; }

    // AWS: 185 tries over 24 hours (EventBridge user guide, retry policy).
    public int MaximumRetryAttempts { get; init; } = 185;

    public TimeSpan MaximumEventAge { get; init; } = TimeSpan.FromHours(24);

    public string? DeadLetterArn { get; init; }
}

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

    public string? Description { get; init; }

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

    /// <summary>What is sent is put together from parts of the event; <c>null</c> where it is not.</summary>
    public TargetTransformer? Transformer { get; init; }

    /// <summary>What a job queue is to run; <c>null</c> for other targets.</summary>
    public TargetJob? Job { get; init; }

    /// <summary>The role in which the target is called; <c>null</c> where none is given.</summary>
    public string? RoleArn { get; init; }

    // AWS: 185 tries over 24 hours (EventBridge user guide, retry policy).
    public int MaximumRetryAttempts { get; init; } = 185;

    public TimeSpan MaximumEventAge { get; init; } = TimeSpan.FromHours(24);

    public string? DeadLetterArn { get; init; }
}

/// <param name="Paths">JSON path by name of a variable.</param>
/// <param name="Template">Text with variables such as <c>&lt;name&gt;</c>.</param>
internal sealed record TargetTransformer(IReadOnlyDictionary<string, string> Paths, string Template);

/// <summary>The BatchParameters of a target.</summary>
/// <param name="Definition">Name or ARN of the job definition.</param>
/// <param name="Name">Name of the jobs.</param>
/// <param name="ArraySize">2 to 10,000 children, or <c>null</c> for one job.</param>
/// <param name="Attempts">1 to 10, or <c>null</c> for as the definition says.</param>
internal sealed record TargetJob(string Definition, string Name, int? ArraySize, int? Attempts);

namespace LocalCloud.Template;

/// <summary>A schedule of EventBridge Scheduler: one target at its times.</summary>
internal sealed record ScheduleResource
{
    public required string Name { get; init; }

    /// <summary>Schedule group; part of the ARN.</summary>
    public string Group { get; init; } = "default";

    /// <summary><c>rate(…)</c>, <c>cron(…)</c> or <c>at(…)</c>.</summary>
    public required string Expression { get; init; }

    /// <summary>Of the IANA database; the times of cron and at are meant in it.</summary>
    public string TimeZone { get; init; } = "UTC";

    public bool IsEnabled { get; init; } = true;

    /// <summary>Not before; <c>null</c> for from the start.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>Not after; <c>null</c> for without end.</summary>
    public DateTimeOffset? End { get; init; }

    public required RuleTarget Target { get; init; }

    /// <summary>Line in the template, for errors.</summary>
    public int Line { get; init; }
}

using LocalCloud.Deliveries;
using LocalCloud.Gateway;
using LocalCloud.Lineages;
using LocalCloud.Mishaps;
using LocalCloud.State;
using Microsoft.Extensions.Logging;

namespace LocalCloud.Events;

/// <summary>What the event buses need to know.</summary>
internal sealed record EventBusOptions
{
    public required AwsAccount Account { get; init; }

    public required StateDatabase Database { get; init; }

    /// <summary>Where matched events wait for delivery.</summary>
    public required Outbox Outbox { get; init; }

    /// <summary>Names of the buses besides <c>default</c>.</summary>
    public IReadOnlyList<string> Buses { get; init; } = [];

    /// <summary>Rules of the template; those made at run time are remembered beside them.</summary>
    public required IReadOnlyList<EventRuleSettings> Rules { get; init; }

    /// <summary>Schedules of EventBridge Scheduler.</summary>
    public IReadOnlyList<SchedulerSettings> Schedules { get; init; } = [];

    public required TimeProvider Time { get; init; }

    public required Func<Guid> NewId { get; init; }

    public required ILogger<EventBus> Log { get; init; }

    /// <summary>What led to jobs, whose events go on with it; <c>null</c>: every event of a job begins a chain.</summary>
    public JobLineages? Jobs { get; init; }

    /// <summary>Drops events on purpose; <c>null</c> for peace.</summary>
    public Chaos? Chaos { get; init; }
}

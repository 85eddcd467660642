using System.Text.Json;
using LocalCloud.Deliveries;
using LocalCloud.Lineages;

namespace LocalCloud.Events;

/// <summary>The timers of scheduled rules and of the schedules of EventBridge Scheduler.</summary>
internal sealed class Clockwork(EventBusOptions options, EventBus bus) : IAsyncDisposable
{
    private readonly Dictionary<(string Bus, string Name), ScheduleTimer> _rules = [];
    private readonly List<ScheduleTimer> _schedules = [];
    private readonly SemaphoreSlim _changing = new(1);
    private bool _isStarted;

    public void Start(IEnumerable<EventRule> rules)
    {
        _isStarted = true;
        foreach (var rule in rules)
        {
            Set(rule);
        }

        _schedules.AddRange(options.Schedules.Where(schedule => schedule.IsEnabled)
            .Select(schedule => new ScheduleTimer(options.Time, schedule.NextAfter, at => FireAsync(schedule, at))));
    }

    /// <summary>A rule has changed. Its rate counts anew.</summary>
    public async Task ReplaceAsync(EventRule? before, EventRule? after)
    {
        await _changing.WaitAsync();
        try
        {
            if (before is not null && _rules.Remove((before.Settings.EventBusName, before.Settings.Name), out var old))
            {
                await old.DisposeAsync();
            }

            if (after is not null && _isStarted)
            {
                Set(after);
            }
        }
        finally
        {
            _changing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var timer in _rules.Values.Concat(_schedules))
        {
            await timer.DisposeAsync();
        }

        _changing.Dispose();
    }

    /// <summary>ARN of a schedule.</summary>
    public static string ArnOf(Gateway.AwsAccount account, SchedulerSettings schedule) => account.Arn("scheduler", $"schedule/{schedule.Group}/{schedule.Name}");

    private void Set(EventRule rule)
    {
        if (rule is { Schedule: { } schedule, Settings.IsEnabled: true })
        {
            _rules[(rule.Settings.EventBusName, rule.Settings.Name)] = new(options.Time, schedule.NextAfter, at => FireAsync(rule, at));
        }
    }

    private Task FireAsync(EventRule rule, DateTimeOffset at) => FireAsync(rule.Settings.Name, at, () =>
    {
        var json = EventEnvelope.Write(options.Account, new()
        {
            Id = options.NewId().ToString(),
            DetailType = "Scheduled Event",
            Source = "aws.events",
            Time = at,
            Resources = [bus.RuleArn(rule.Settings)],
            Detail = "{}",
        });
        using var document = JsonDocument.Parse(json);

        return [.. bus.Deliveries(rule.Settings, json, document.RootElement, Lineage.None)];
    });

    private Task FireAsync(SchedulerSettings schedule, DateTimeOffset at) => FireAsync(schedule.Name, at, () =>
    {
        var arn = ArnOf(options.Account, schedule);

        return
        [
            options.Outbox.NewEntry(
                schedule.Target.Arn, arn, schedule.Payload(options.Account, arn, at, options.NewId()), EventBus.PolicyOf(schedule.Target), Lineage.None, schedule.Target.Call),
        ];
    });

    private async Task FireAsync(string name, DateTimeOffset at, Func<IReadOnlyList<OutboxEntry>> deliveries)
    {
        try
        {
            await options.Outbox.AddAsync(deliveries());
        }
        catch (Exception failure)
        {
            // A timer has no caller to tell; the next time is a new chance.
            options.Log.NotFired(name, at, failure);
        }
    }
}

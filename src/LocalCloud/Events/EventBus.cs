using System.Text;
using System.Text.Json;
using LocalBatch;

namespace LocalCloud.Events;

/// <summary>
/// The event buses with their rules. Takes LocalBatch's events on the bus <c>default</c>; what a rule matches is on disk
/// before the call ends.
/// </summary>
internal sealed class EventBus : IJobEventSink, IAsyncDisposable
{
    private readonly EventBusOptions _options;
    private readonly List<EventRule> _rules;
    private readonly List<ScheduleTimer> _schedules = [];

    private EventBus(EventBusOptions options)
    {
        _options = options;
        Buses = ["default", .. options.Buses];
        _rules = [.. options.Rules.Select(settings => new EventRule(settings))];
        if (_rules.FirstOrDefault(rule => !Buses.Contains(rule.Settings.EventBusName)) is { } lost)
        {
            throw new FormatException($"Rule {lost.Settings.Name}: there is no event bus {lost.Settings.EventBusName}.");
        }

        foreach (var rule in _rules)
        {
            foreach (var branch in rule.AskedBranches)
            {
                options.Log.AsksForBranch(rule.Settings.Name, branch);
            }
        }
    }

    public IReadOnlyList<string> Buses { get; }

    public IReadOnlyList<EventRuleSettings> Rules => [.. _rules.Select(rule => rule.Settings)];

    /// <exception cref="FormatException">A pattern or schedule is wrong; the message names the rule and the place.</exception>
    public static EventBus Open(EventBusOptions options) => new(options);

    /// <summary>Begins to fire scheduled rules. A rate counts from now.</summary>
    public void StartSchedules() => _schedules.AddRange(_rules
        .Where(rule => rule is { Schedule: not null, Settings.IsEnabled: true })
        .Select(rule => new ScheduleTimer(_options.Time, rule, FireAsync)));

    public async ValueTask PublishAsync(IReadOnlyList<JobEventEnvelope> events, CancellationToken cancellation) =>
        await PublishAsync("default", [.. events.Select(one => (one.Id, one.Json))], Lineage.None);

    /// <summary>Matches events against the rules of a bus; when the task ends, every delivery that follows is on disk.</summary>
    public async Task PublishAsync(string eventBusName, IReadOnlyList<(string Id, ReadOnlyMemory<byte> Json)> events, Lineage lineage)
    {
        var entries = new List<OutboxEntry>();
        foreach (var (id, json) in events)
        {
            using var document = JsonDocument.Parse(json);
            var deliveries = _rules.Where(rule => rule.Matches(eventBusName, document.RootElement))
                .SelectMany(rule => Deliveries(rule.Settings, json, document.RootElement, lineage)).ToList();
            // What no rule waits for cannot be lost.
            if (deliveries.Count > 0 && _options.Chaos?.Drops() == true)
            {
                _options.Log.Dropped(id, eventBusName);
            }
            else
            {
                entries.AddRange(deliveries);
            }
        }

        if (entries.Count > 0)
        {
            await _options.Outbox.AddAsync(entries);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var schedule in _schedules)
        {
            await schedule.DisposeAsync();
        }
    }

    public string RuleArn(EventRuleSettings rule) => _options.Account.Arn(
        "events", rule.EventBusName == "default" ? $"rule/{rule.Name}" : $"rule/{rule.EventBusName}/{rule.Name}");

    private IEnumerable<OutboxEntry> Deliveries(EventRuleSettings rule, ReadOnlyMemory<byte> json, JsonElement root, Lineage lineage) => rule.Targets.Select(target =>
        _options.Outbox.NewEntry(target.Arn, RuleArn(rule), Body(target, json, root), PolicyOf(target), lineage));

    private static ReadOnlyMemory<byte> Body(EventTargetSettings target, ReadOnlyMemory<byte> json, JsonElement root)
    {
        if (target.Input is { } input)
        {
            return Encoding.UTF8.GetBytes(input);
        }

        return target.InputPath is { } path && JsonPath.Parse(path) is { Count: > 0 } names
            ? Encoding.UTF8.GetBytes(JsonPath.Find(root, names)?.GetRawText() ?? "null")
            : json;
    }

    // AWS: EventBridge only hands the event over; a function that fails on it is tried again by Lambda, twice.
    // Differs: what such a function cannot handle goes to the target's dead-letter queue too, if there is one.
    private static DeliveryPolicy PolicyOf(EventTargetSettings target) => target.Arn.Split(':') is [_, _, "lambda", ..]
        ? DeliveryPolicy.LambdaAsync with
        {
            MaximumRetryAttempts = Math.Min(target.Policy.MaximumRetryAttempts, DeliveryPolicy.LambdaAsync.MaximumRetryAttempts),
            MaximumEventAge = target.Policy.MaximumEventAge < DeliveryPolicy.LambdaAsync.MaximumEventAge ? target.Policy.MaximumEventAge : DeliveryPolicy.LambdaAsync.MaximumEventAge,
            DeadLetterArn = target.Policy.DeadLetterArn,
        }
        : target.Policy;

    private async Task FireAsync(EventRule rule, DateTimeOffset at)
    {
        try
        {
            var id = _options.NewId().ToString();
            var json = EventEnvelope.Write(_options.Account, new()
            {
                Id = id,
                DetailType = "Scheduled Event",
                Source = "aws.events",
                Time = at,
                Resources = [RuleArn(rule.Settings)],
                Detail = "{}",
            });
            using var document = JsonDocument.Parse(json);
            await _options.Outbox.AddAsync([.. Deliveries(rule.Settings, json, document.RootElement, Lineage.None)]);
        }
        catch (Exception failure)
        {
            // A timer has no caller to tell; the next time is a new chance.
            _options.Log.NotFired(rule.Settings.Name, at, failure);
        }
    }
}

using System.Text.Json;
using LocalBatch.Events;
using LocalCloud.Deliveries;
using LocalCloud.Lineages;

namespace LocalCloud.Events;

/// <summary>
/// The event buses with their rules. Takes LocalBatch's events on the bus <c>default</c>; what a rule matches is on disk
/// before the call ends.
/// </summary>
internal sealed class EventBus : IJobEventSink, IAsyncDisposable
{
    private readonly EventBusOptions _options;
    private readonly EventRules _rules;
    private readonly Clockwork _clockwork;

    private EventBus(EventBusOptions options)
    {
        _options = options;
        Buses = ["default", .. options.Buses];
        _rules = new(options.Database, options.Rules, Buses);
        _clockwork = new(options, this);
        if (_rules.All.FirstOrDefault(rule => !Buses.Contains(rule.Settings.EventBusName)) is { } lost)
        {
            throw new FormatException($"Rule {lost.Settings.Name}: there is no event bus {lost.Settings.EventBusName}.");
        }

        foreach (var rule in _rules.All)
        {
            Warn(rule);
        }
    }

    public IReadOnlyList<string> Buses { get; }

    public IReadOnlyList<EventRuleSettings> Rules => [.. _rules.All.Select(rule => rule.Settings)];

    /// <exception cref="FormatException">A pattern or schedule is wrong; the message names the rule and the place.</exception>
    public static EventBus Open(EventBusOptions options) => new(options);

    /// <summary>Begins to fire scheduled rules and schedules. A rate counts from now.</summary>
    public void StartSchedules() => _clockwork.Start(_rules.All);

    /// <summary>Makes, changes or deletes a rule; when the task ends it is on disk.</summary>
    /// <param name="bus">Name of the bus.</param>
    /// <param name="name">Name of the rule.</param>
    /// <param name="change">Gets the rule, or <c>null</c> where there is none; gives what it is to be, or <c>null</c> for gone.</param>
    /// <exception cref="FormatException">What it would be is wrong; the message says why.</exception>
    public async Task ChangeRuleAsync(string bus, string name, Func<EventRuleSettings?, EventRuleSettings?> change)
    {
        var (before, after) = await _rules.ChangeAsync(bus, name, change);
        if (before != after)
        {
            await _clockwork.ReplaceAsync(before, after);
            if (after is not null)
            {
                Warn(after);
            }
        }
    }

    public async ValueTask PublishAsync(IReadOnlyList<JobEventEnvelope> events, CancellationToken cancellation)
    {
        if (_options.Jobs is not { IsInUse: true } jobs)
        {
            await PublishAsync("default", [.. events.Select(one => (one.Id, one.Json))], Lineage.None);

            return;
        }

        var told = events.Select(one => (Event: one, Job: ToldJob.Of(one.Json))).ToList();
        List<OutboxEntry> entries = [];
        foreach (var (one, job) in told)
        {
            entries.AddRange(Match("default", one.Id, one.Json, job is null ? Lineage.None : await jobs.OfAsync(job.Id)));
        }

        await AddAsync(entries);
        foreach (var job in told.Select(one => one.Job).OfType<ToldJob>().Where(job => job.IsOver))
        {
            await jobs.EndedAsync(job.Id);
        }
    }

    /// <summary>Matches events against the rules of a bus; when the task ends, every delivery that follows is on disk.</summary>
    public async Task PublishAsync(string eventBusName, IReadOnlyList<(string Id, ReadOnlyMemory<byte> Json)> events, Lineage lineage, bool isHandedOn = false) =>
        await AddAsync([.. events.SelectMany(one => Match(eventBusName, one.Id, one.Json, lineage, isHandedOn))]);

    /// <summary>The deliveries that follow from an event; they are not on disk yet.</summary>
    /// <param name="eventBusName">Name of the bus.</param>
    /// <param name="id">Id of the event.</param>
    /// <param name="json">The event.</param>
    /// <param name="lineage">What led to it.</param>
    /// <param name="isHandedOn">It came over another bus, and is not handed on to a third one.</param>
    public IReadOnlyList<OutboxEntry> Match(string eventBusName, string id, ReadOnlyMemory<byte> json, Lineage lineage, bool isHandedOn = false)
    {
        using var document = JsonDocument.Parse(json);
        List<OutboxEntry> deliveries =
        [
            .. _rules.All.Where(rule => rule.Matches(eventBusName, document.RootElement)).SelectMany(rule => Deliveries(rule.Settings, json, document.RootElement, lineage, isHandedOn)),
        ];
        // What no rule waits for cannot be lost.
        if (deliveries.Count > 0 && _options.Chaos?.Drops() == true)
        {
            _options.Log.Dropped(id, eventBusName);
            return [];
        }

        return deliveries;
    }

    public async ValueTask DisposeAsync()
    {
        await _clockwork.DisposeAsync();
        _rules.Dispose();
    }

    public string RuleArn(EventRuleSettings rule) => _options.Account.Arn(
        "events", rule.EventBusName == "default" ? $"rule/{rule.Name}" : $"rule/{rule.EventBusName}/{rule.Name}");

    /// <summary>What follows from an event that a rule matches.</summary>
    public IEnumerable<OutboxEntry> Deliveries(EventRuleSettings rule, ReadOnlyMemory<byte> json, JsonElement root, Lineage lineage, bool isHandedOn = false)
    {
        var arn = RuleArn(rule);
        var now = _options.Time.GetUtcNow();

        return rule.Targets.Where(target => !isHandedOn || !TargetArns.IsBus(target.Arn)).Select(target => _options.Outbox.NewEntry(
            target.Arn, arn, TargetInput.Of(target, json, root, arn, rule.Name, now), PolicyOf(target), lineage, target.Call));
    }

    // AWS: EventBridge only hands the event over; a function that fails on it is tried again by Lambda, twice.
    // Differs: what such a function cannot handle goes to the target's dead-letter queue too, if there is one.
    public static DeliveryPolicy PolicyOf(EventTargetSettings target) => target.Arn.Split(':') is [_, _, "lambda", ..]
        ? DeliveryPolicy.LambdaAsync with
        {
            MaximumRetryAttempts = Math.Min(target.Policy.MaximumRetryAttempts, DeliveryPolicy.LambdaAsync.MaximumRetryAttempts),
            MaximumEventAge = target.Policy.MaximumEventAge < DeliveryPolicy.LambdaAsync.MaximumEventAge ? target.Policy.MaximumEventAge : DeliveryPolicy.LambdaAsync.MaximumEventAge,
            DeadLetterArn = target.Policy.DeadLetterArn,
        }
        : target.Policy;

    private Task AddAsync(List<OutboxEntry> entries) => entries.Count > 0 ? _options.Outbox.AddAsync(entries) : Task.CompletedTask;

    private void Warn(EventRule rule)
    {
        foreach (var branch in rule.AskedBranches)
        {
            _options.Log.AsksForBranch(rule.Settings.Name, branch);
        }
    }
}

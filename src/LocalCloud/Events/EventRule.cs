using System.Text.Json;
using LocalCloud.Events.Patterns;

namespace LocalCloud.Events;

/// <summary>A rule, checked and ready.</summary>
internal sealed class EventRule
{
    private readonly EventPattern? _pattern;

    /// <exception cref="FormatException">The pattern, the schedule or a target is wrong; the message names the rule.</exception>
    public EventRule(EventRuleSettings settings)
    {
        Settings = settings;
        try
        {
            _pattern = settings.EventPattern is { } pattern ? EventPattern.Parse(pattern) : null;
            Schedule = settings.ScheduleExpression is { } expression ? Schedule.Parse(expression) : null;
        }
        catch (FormatException wrong)
        {
            throw new FormatException($"Rule {settings.Name}: {wrong.Message}", wrong);
        }

        CheckWhole(settings);
    }

    public EventRuleSettings Settings { get; }

    public Schedule? Schedule { get; }

    /// <summary>Fields that the pattern asks to exist or not to, and that are objects in AWS Batch's events: there <c>exists</c> is always false.</summary>
    public IEnumerable<string> AskedBranches => _pattern?.ExistenceOf.Where(BatchEventShape.IsBranch) ?? [];

    public bool Matches(string eventBusName, JsonElement @event) =>
        Settings.IsEnabled && Settings.EventBusName == eventBusName && _pattern?.Matches(@event) == true;

    private static void CheckWhole(EventRuleSettings settings)
    {
        FormatException Wrong(string why) => new($"Rule {settings.Name}: {why}");

        if (settings.EventPattern is null && settings.ScheduleExpression is null)
        {
            throw Wrong("it needs an EventPattern or a ScheduleExpression.");
        }

        if (settings.ScheduleExpression is not null && settings.EventBusName != "default")
        {
            throw Wrong("ScheduleExpression is supported only on the default event bus.");
        }

        if (settings.Targets.Count is 0 or > 5)
        {
            throw Wrong($"it has {settings.Targets.Count} targets; a rule has one to five.");
        }

        if (settings.Targets.FirstOrDefault(target => target is { Input: not null, InputPath: not null }) is { } both)
        {
            throw Wrong($"target {both.Id} has both Input and InputPath; only one is allowed.");
        }

        foreach (var path in settings.Targets.Select(target => target.InputPath).OfType<string>())
        {
            _ = JsonPath.Parse(path) ?? throw Wrong($"InputPath '{path}' is not valid: it must be $ or names joined by dots, such as $.detail.jobId.");
        }
    }
}

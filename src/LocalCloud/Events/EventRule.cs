using System.Text.Json;
using LocalCloud.Events.Patterns;

namespace LocalCloud.Events;

/// <summary>A rule, checked and ready.</summary>
internal sealed class EventRule
{
    public const int MostTargets = 5;

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

        // AWS: at most five targets; a rule may wait for its first one (EventBridge quotas).
        if (settings.Targets.Count > MostTargets)
        {
            throw Wrong($"it has {settings.Targets.Count} targets; a rule has at most {MostTargets}.");
        }

        if (settings.Targets.Select(Complaint).FirstOrDefault(complaint => complaint is not null) is { } wrong)
        {
            throw Wrong(wrong);
        }
    }

    /// <summary>What is wrong with a target; <c>null</c> for nothing.</summary>
    public static string? Complaint(EventTargetSettings target) => target switch
    {
        _ when ((object?[])[target.Input, target.InputPath, target.Transformer]).Count(way => way is not null) > 1 =>
            $"target {target.Id} has more than one of Input, InputPath and InputTransformer; only one is allowed.",
        { InputPath: { } path } when JsonPath.Parse(path) is null => $"InputPath '{path}' is not valid: it must be $ or names joined by dots, such as $.detail.jobId.",
        { Transformer: { } transformer } when transformer.Complaint() is { } complaint => $"target {target.Id}: {complaint}.",
        { Call.Job: null } when TargetArns.IsJobQueue(target.Arn) => $"target {target.Id} is a job queue, and needs BatchParameters with JobDefinition and JobName.",
        _ => null,
    };
}

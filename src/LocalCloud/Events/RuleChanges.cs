using System.Text.Json;
using System.Text.RegularExpressions;
using LocalCloud.Events.Patterns;
using LocalCloud.Gateway;

namespace LocalCloud.Events;

/// <summary>The operations of EventBridge that make and change rules. What they do is kept over restarts.</summary>
internal sealed partial class RuleChanges(EventBus bus)
{
    // AWS: 300 rules on a bus (EventBridge quotas).
    private const int MostRules = 300;

    public async Task<Action<Utf8JsonWriter>> PutRuleAsync(JsonMembers body)
    {
        var (name, busName) = (body.RequiredText("Name"), Bus(body));
        var (pattern, schedule) = (body.Text("EventPattern"), body.Text("ScheduleExpression"));
        var (state, description) = (body.Text("State"), body.Text("Description"));
        _ = body.Text("RoleArn");
        _ = body.Objects("Tags");
        body.RefuseOthers();
        Check(name, busName, pattern, schedule, state);
        EventRuleSettings? made = null;
        await bus.ChangeRuleAsync(busName, name, before => made = IsFull(busName, before)
            ? throw new AwsException("LimitExceededException", "The requested resource exceeds the maximum number allowed.")
            : new()
            {
                // AWS: a rule put again is as the call says, and keeps its targets (API_PutRule).
                Name = name,
                EventBusName = busName,
                EventPattern = pattern,
                ScheduleExpression = schedule,
                IsEnabled = state != "DISABLED",
                Description = description,
                Targets = before?.Targets ?? [],
            });

        return json => json.WriteString("RuleArn", made is null ? "" : bus.RuleArn(made));
    }

    public async Task<Action<Utf8JsonWriter>> DeleteRuleAsync(JsonMembers body)
    {
        var (name, busName) = (body.RequiredText("Name"), Bus(body));
        _ = body.Flag("Force");
        body.RefuseOthers();
        // AWS: a rule that is not there is deleted (API_DeleteRule).
        await bus.ChangeRuleAsync(busName, name, before => before is { Targets.Count: > 0 }
            ? throw new AwsException("ValidationException", "Rule can't be deleted since it has targets.")
            : null);

        return _ => { };
    }

    public async Task<Action<Utf8JsonWriter>> SetStateAsync(JsonMembers body, bool isEnabled)
    {
        var (name, busName) = (body.RequiredText("Name"), Bus(body));
        body.RefuseOthers();
        await bus.ChangeRuleAsync(busName, name, before => before is null ? throw RuleQueries.NoRule(name, busName)
            : before.IsEnabled == isEnabled ? before : before with { IsEnabled = isEnabled });

        return _ => { };
    }

    public async Task<Action<Utf8JsonWriter>> PutTargetsAsync(JsonMembers body)
    {
        var (name, busName) = (body.RequiredText("Rule"), Bus(body));
        var targets = body.Objects("Targets").Select(RuleJson.ReadTarget).ToList();
        body.RefuseOthers();
        if (targets.Count == 0)
        {
            throw body.Missing("Targets");
        }

        List<(string Id, string Message)> failed = [.. targets.Select(target => (target.Id, Message: Complaint(target) ?? "")).Where(target => target.Message.Length > 0)];
        var good = targets.Where(target => !failed.Exists(one => one.Id == target.Id)).DistinctBy(target => target.Id).ToList();
        await bus.ChangeRuleAsync(busName, name, before => With(before ?? throw RuleQueries.NoRule(name, busName), good));

        return json => WriteFailed(json, failed.Select(one => (one.Id, "ValidationException", one.Message)));
    }

    public async Task<Action<Utf8JsonWriter>> RemoveTargetsAsync(JsonMembers body)
    {
        var (name, busName, ids) = (body.RequiredText("Rule"), Bus(body), body.Texts("Ids"));
        _ = body.Flag("Force");
        body.RefuseOthers();
        List<string> missing = [];
        await bus.ChangeRuleAsync(busName, name, before =>
        {
            var rule = before ?? throw RuleQueries.NoRule(name, busName);
            missing.AddRange(ids.Where(id => rule.Targets.All(target => target.Id != id)));
            return rule with { Targets = [.. rule.Targets.Where(target => !ids.Contains(target.Id))] };
        });

        return json => WriteFailed(json, missing.Select(id => (id, "ResourceNotFoundException", $"Target {id} does not exist on rule {name}.")));
    }

    private static EventRuleSettings With(EventRuleSettings rule, List<EventTargetSettings> targets)
    {
        // AWS: a target with the id of one that is there takes its place (API_PutTargets).
        List<EventTargetSettings> all = [.. rule.Targets.Where(old => !targets.Exists(target => target.Id == old.Id)), .. targets];

        return all.Count <= EventRule.MostTargets ? rule with { Targets = all }
            : throw new AwsException("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
    }

    private static string? Complaint(EventTargetSettings target) => TargetArns.IsServed(target.Arn)
        ? EventRule.Complaint(target)
        : $"The local stack delivers to queues, functions, job queues and event buses, not to {target.Arn}.";

    private string Bus(JsonMembers body) => RuleQueries.BusName(body) is var name && bus.Buses.Contains(name) ? name
        : throw new AwsException("ResourceNotFoundException", $"Event bus {name} does not exist.");

    private bool IsFull(string busName, EventRuleSettings? before) => before is null && bus.Rules.Count(rule => rule.EventBusName == busName) >= MostRules;

    private static void Check(string name, string busName, string? pattern, string? schedule, string? state)
    {
        AwsException Wrong(string why) => new("ValidationException", why);

        if (!Name().IsMatch(name))
        {
            throw Wrong($"1 validation error detected: Value '{name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+");
        }

        if (pattern is null && schedule is null)
        {
            throw Wrong("Parameter(s) EventPattern or ScheduleExpression must be specified.");
        }

        if (schedule is not null && busName != "default")
        {
            throw Wrong("ScheduleExpression is supported only on the default event bus.");
        }

        if (state is not (null or "ENABLED" or "DISABLED" or "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"))
        {
            throw Wrong($"1 validation error detected: Value '{state}' at 'state' failed to satisfy constraint: Member must satisfy enum value set: [ENABLED, DISABLED, ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS]");
        }

        try
        {
            _ = pattern is null ? null : EventPattern.Parse(pattern);
        }
        catch (FormatException wrong)
        {
            throw new AwsException("InvalidEventPatternException", $"Event pattern is not valid. Reason: {wrong.Message}");
        }

        try
        {
            _ = schedule is null ? null : Schedule.Parse(schedule);
        }
        catch (FormatException wrong)
        {
            throw Wrong($"Parameter ScheduleExpression is not valid. Reason: {wrong.Message}");
        }
    }

    private static void WriteFailed(Utf8JsonWriter json, IEnumerable<(string Id, string Code, string Message)> failed)
    {
        var entries = failed.ToList();
        json.WriteNumber("FailedEntryCount", entries.Count);
        json.WriteStartArray("FailedEntries");
        foreach (var (id, code, message) in entries)
        {
            json.WriteStartObject();
            json.WriteString("TargetId", id);
            json.WriteString("ErrorCode", code);
            json.WriteString("ErrorMessage", message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    [GeneratedRegex(@"^[.\-_A-Za-z0-9]{1,64}\z")]
    private static partial Regex Name();
}

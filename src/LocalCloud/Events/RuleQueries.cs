using System.Globalization;
using System.Text;
using System.Text.Json;
using LocalCloud.Events.Patterns;
using LocalCloud.Gateway;

namespace LocalCloud.Events;

/// <summary>The operations of EventBridge that look at rules and buses.</summary>
internal sealed class RuleQueries(AwsAccount account, EventBus bus)
{
    // AWS: Limit goes from 1 to 100 (API_ListRules).
    private const int MostInPage = 100;

    public Action<Utf8JsonWriter> ListEventBuses(JsonMembers body)
    {
        var prefix = body.Text("NamePrefix") ?? "";

        return Page(body, "EventBuses", bus.Buses.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)), (json, name) =>
        {
            json.WriteStartObject();
            json.WriteString("Name", name);
            json.WriteString("Arn", account.Arn("events", $"event-bus/{name}"));
            json.WriteEndObject();
        });
    }

    public Action<Utf8JsonWriter> ListRules(JsonMembers body)
    {
        var (prefix, busName) = (body.Text("NamePrefix") ?? "", BusName(body));

        return Page(body, "Rules", Of(busName).Where(rule => rule.Name.StartsWith(prefix, StringComparison.Ordinal)), (json, rule) =>
        {
            json.WriteStartObject();
            Write(json, rule);
            json.WriteEndObject();
        });
    }

    public Action<Utf8JsonWriter> DescribeRule(JsonMembers body)
    {
        var rule = Find(body, "Name");
        body.RefuseOthers();

        return json => Write(json, rule);
    }

    public Action<Utf8JsonWriter> ListTargetsByRule(JsonMembers body) => Page(body, "Targets", Find(body, "Rule").Targets, (json, target) =>
    {
        json.WriteStartObject();
        RuleJson.WriteTarget(json, target);
        json.WriteEndObject();
    });

    public Action<Utf8JsonWriter> ListRuleNamesByTarget(JsonMembers body)
    {
        var (arn, busName) = (body.RequiredText("TargetArn"), BusName(body));

        return Page(body, "RuleNames", Of(busName).Where(rule => rule.Targets.Any(target => target.Arn == arn)), (json, rule) => json.WriteStringValue(rule.Name));
    }

    public static Action<Utf8JsonWriter> TestEventPattern(JsonMembers body)
    {
        var (pattern, text) = (body.RequiredText("EventPattern"), body.RequiredText("Event"));
        body.RefuseOthers();
        try
        {
            using var @event = JsonDocument.Parse(Encoding.UTF8.GetBytes(text));
            var isMatch = EventPattern.Parse(pattern).Matches(@event.RootElement);

            return json => json.WriteBoolean("Result", isMatch);
        }
        catch (FormatException wrong)
        {
            throw new AwsException("InvalidEventPatternException", $"Event pattern is not valid. Reason: {wrong.Message}");
        }
        catch (JsonException wrong)
        {
            throw new AwsException("ValidationException", $"Parameter Event is not valid. Reason: {wrong.Message}");
        }
    }

    /// <summary>A bus is named or given by its ARN.</summary>
    public static string BusName(JsonMembers body) => body.Text("EventBusName")?.Split('/')[^1] ?? "default";

    public static AwsException NoRule(string name, string busName) => new("ResourceNotFoundException", $"Rule {name} does not exist on EventBus {busName}.");

    private IEnumerable<EventRuleSettings> Of(string busName) => bus.Rules.Where(rule => rule.EventBusName == busName).OrderBy(rule => rule.Name, StringComparer.Ordinal);

    private EventRuleSettings Find(JsonMembers body, string member)
    {
        var (name, busName) = (body.RequiredText(member), BusName(body));

        return bus.Rules.FirstOrDefault(rule => rule.Name == name && rule.EventBusName == busName) ?? throw NoRule(name, busName);
    }

    private void Write(Utf8JsonWriter json, EventRuleSettings rule)
    {
        json.WriteString("Arn", bus.RuleArn(rule));
        RuleJson.WriteRule(json, rule);
    }

    /// <summary>One page of a list; the token is the number of items before the next one.</summary>
    private static Action<Utf8JsonWriter> Page<T>(JsonMembers body, string member, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        var limit = Math.Clamp(body.Number("Limit") ?? MostInPage, 1, MostInPage);
        var token = body.Text("NextToken");
        var start = token is null ? 0
            : int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var before) ? before
            : throw new AwsException("ValidationException", "Parameter NextToken is not valid.");
        body.RefuseOthers();
        var all = items.ToList();

        return json =>
        {
            json.WriteStartArray(member);
            foreach (var item in all.Skip(start).Take(limit))
            {
                write(json, item);
            }

            json.WriteEndArray();
            if (all.Count > start + limit)
            {
                json.WriteString("NextToken", (start + limit).ToString(CultureInfo.InvariantCulture));
            }
        };
    }
}

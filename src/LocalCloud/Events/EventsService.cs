using System.Text.Json;
using LocalCloud.Gateway;
using LocalCloud.Iam;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LocalCloud.Events;

/// <summary>The EventBridge endpoint: events in, rules and buses to look at. They are changed in the template only.</summary>
internal sealed class EventsService(AwsAccount account, EventBus bus, TimeProvider time, Func<Guid> newId) : IAwsService
{
    private const string ContentType = "application/x-amz-json-1.1";

    public string SigningName => "events";

    public IReadOnlyList<Demand> Demands(ServiceCall call) => EventsPermissions.Rows.TryGetValue(call.Target, out var row) ? row(call) : [new("events:" + call.Target, "*")];

    public async Task HandleAsync(HttpContext context)
    {
        var target = context.Request.Headers["X-Amz-Target"].ToString();
        var body = JsonMembers.Parse(await RequestReader.ReadBodyAsync(context, Gate.MaximumBody));
        var answer = target switch
        {
            "AWSEvents.PutEvents" => await new PutEvents(account, bus, time, newId).RunAsync(body, context.Features.GetRequiredFeature<Caller>().Causes),
            "AWSEvents.ListEventBuses" => ListEventBuses(body),
            "AWSEvents.ListRules" => ListRules(body),
            "AWSEvents.DescribeRule" => DescribeRule(body),
            "AWSEvents.ListTargetsByRule" => ListTargetsByRule(body),
            _ => throw new AwsException(
                "UnknownOperationException",
                $"{(target.Length == 0 ? "A call without X-Amz-Target" : target)} is not supported by the local EventBridge. It has PutEvents, ListEventBuses, ListRules, DescribeRule, ListTargetsByRule; rules are changed in the template."),
        };
        await JsonReply.WriteAsync(context, ContentType, answer);
    }

    private Action<Utf8JsonWriter> ListEventBuses(JsonMembers body)
    {
        var prefix = body.Text("NamePrefix") ?? "";
        _ = body.Number("Limit");
        body.RefuseOthers();

        return json => WriteList(json, "EventBuses", bus.Buses.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)), name =>
        {
            json.WriteString("Name", name);
            json.WriteString("Arn", account.Arn("events", $"event-bus/{name}"));
        });
    }

    private Action<Utf8JsonWriter> ListRules(JsonMembers body)
    {
        var prefix = body.Text("NamePrefix") ?? "";
        var busName = BusName(body);
        _ = body.Number("Limit");
        body.RefuseOthers();

        return json => WriteList(
            json, "Rules", bus.Rules.Where(rule => rule.EventBusName == busName && rule.Name.StartsWith(prefix, StringComparison.Ordinal)), rule => Write(json, rule));
    }

    private Action<Utf8JsonWriter> DescribeRule(JsonMembers body)
    {
        var rule = FindRule(body, "Name");
        body.RefuseOthers();

        return json => Write(json, rule);
    }

    private Action<Utf8JsonWriter> ListTargetsByRule(JsonMembers body)
    {
        var rule = FindRule(body, "Rule");
        _ = body.Number("Limit");
        body.RefuseOthers();

        return json => WriteList(json, "Targets", rule.Targets, target => Write(json, target));
    }

    private EventRuleSettings FindRule(JsonMembers body, string member)
    {
        var (name, busName) = (body.RequiredText(member), BusName(body));

        return bus.Rules.FirstOrDefault(rule => rule.Name == name && rule.EventBusName == busName)
            ?? throw new AwsException("ResourceNotFoundException", $"Rule {name} does not exist on EventBus {busName}.");
    }

    private static string BusName(JsonMembers body) => body.Text("EventBusName")?.Split('/')[^1] ?? "default";

    private void Write(Utf8JsonWriter json, EventRuleSettings rule)
    {
        json.WriteString("Name", rule.Name);
        json.WriteString("Arn", bus.RuleArn(rule));
        json.WriteString("EventBusName", rule.EventBusName);
        json.WriteString("State", rule.IsEnabled ? "ENABLED" : "DISABLED");
        WriteIfAny(json, "Description", rule.Description);
        WriteIfAny(json, "EventPattern", rule.EventPattern);
        WriteIfAny(json, "ScheduleExpression", rule.ScheduleExpression);
    }

    private static void Write(Utf8JsonWriter json, EventTargetSettings target)
    {
        json.WriteString("Id", target.Id);
        json.WriteString("Arn", target.Arn);
        WriteIfAny(json, "Input", target.Input);
        WriteIfAny(json, "InputPath", target.InputPath);
        json.WriteStartObject("RetryPolicy");
        json.WriteNumber("MaximumRetryAttempts", target.Policy.MaximumRetryAttempts);
        json.WriteNumber("MaximumEventAgeInSeconds", (int)target.Policy.MaximumEventAge.TotalSeconds);
        json.WriteEndObject();
        if (target.Policy.DeadLetterArn is { } deadLetters)
        {
            json.WriteStartObject("DeadLetterConfig");
            json.WriteString("Arn", deadLetters);
            json.WriteEndObject();
        }
    }

    private static void WriteList<T>(Utf8JsonWriter json, string member, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(member);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteIfAny(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}

using System.Text.Json;
using LocalCloud.Gateway;
using LocalCloud.Iam;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LocalCloud.Events;

/// <summary>The EventBridge endpoint: events in, buses to look at, rules to look at and to change.</summary>
internal sealed class EventsService(AwsAccount account, EventBus bus, TimeProvider time, Func<Guid> newId) : IAwsService
{
    private const string ContentType = "application/x-amz-json-1.1";

    private readonly RuleQueries _queries = new(account, bus);
    private readonly RuleChanges _changes = new(bus);

    public string SigningName => "events";

    public IReadOnlyList<Demand> Demands(ServiceCall call) => EventsPermissions.Rows.TryGetValue(call.Target, out var row) ? row(call) : [new("events:" + call.Target, "*")];

    public async Task HandleAsync(HttpContext context)
    {
        var target = context.Request.Headers["X-Amz-Target"].ToString();
        var body = JsonMembers.Parse(await RequestReader.ReadBodyAsync(context, Gate.MaximumBody));
        Action<Utf8JsonWriter> answer = target switch
        {
            "AWSEvents.PutEvents" => await new PutEvents(account, bus, time, newId).RunAsync(body, context.Features.GetRequiredFeature<Caller>().Causes),
            "AWSEvents.ListEventBuses" => _queries.ListEventBuses(body),
            "AWSEvents.ListRules" => _queries.ListRules(body),
            "AWSEvents.DescribeRule" => _queries.DescribeRule(body),
            "AWSEvents.ListTargetsByRule" => _queries.ListTargetsByRule(body),
            "AWSEvents.ListRuleNamesByTarget" => _queries.ListRuleNamesByTarget(body),
            "AWSEvents.TestEventPattern" => RuleQueries.TestEventPattern(body),
            "AWSEvents.PutRule" => await _changes.PutRuleAsync(body),
            "AWSEvents.DeleteRule" => await _changes.DeleteRuleAsync(body),
            "AWSEvents.EnableRule" => await _changes.SetStateAsync(body, isEnabled: true),
            "AWSEvents.DisableRule" => await _changes.SetStateAsync(body, isEnabled: false),
            "AWSEvents.PutTargets" => await _changes.PutTargetsAsync(body),
            "AWSEvents.RemoveTargets" => await _changes.RemoveTargetsAsync(body),
            _ => throw new AwsException(
                "UnknownOperationException",
                $"{(target.Length == 0 ? "A call without X-Amz-Target" : target)} is not supported by the local EventBridge. It has PutEvents, PutRule, DeleteRule, EnableRule, DisableRule, "
                + "PutTargets, RemoveTargets, ListRules, DescribeRule, ListTargetsByRule, ListRuleNamesByTarget, TestEventPattern, ListEventBuses; buses are made in the template."),
        };
        await JsonReply.WriteAsync(context, ContentType, answer);
    }
}

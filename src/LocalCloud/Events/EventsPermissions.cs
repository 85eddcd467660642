using LocalCloud.Gateway;

namespace LocalCloud.Events;

/// <summary>What a caller must be allowed to, for each operation of EventBridge (service authorization reference, Amazon EventBridge).</summary>
internal static class EventsPermissions
{
    public static readonly IReadOnlyDictionary<string, Func<ServiceCall, IReadOnlyList<Demand>>> Rows = new Dictionary<string, Func<ServiceCall, IReadOnlyList<Demand>>>(StringComparer.Ordinal)
    {
        ["PutEvents"] = call => [.. call.Items("Entries").Select(Put)],
        ["ListEventBuses"] = _ => [new("events:ListEventBuses", "*")],
        ["ListRules"] = _ => [new("events:ListRules", "*")],
        ["TestEventPattern"] = _ => [new("events:TestEventPattern", "*")],
        ["ListRuleNamesByTarget"] = _ => [new("events:ListRuleNamesByTarget", "*")],
        ["PutRule"] = call => [new("events:PutRule", Rule(call, "Name"))],
        ["DeleteRule"] = call => [new("events:DeleteRule", Rule(call, "Name"))],
        ["EnableRule"] = call => [new("events:EnableRule", Rule(call, "Name"))],
        ["DisableRule"] = call => [new("events:DisableRule", Rule(call, "Name"))],
        // AWS: a target with a role wants iam:PassRole for it (service authorization reference, Amazon EventBridge).
        ["PutTargets"] = call => [new("events:PutTargets", Rule(call, "Rule")), .. call.Items("Targets").Select(target => target.TextIfAny("RoleArn")).OfType<string>().Distinct()
            .Select(role => new Demand("iam:PassRole", role).With("iam:PassedToService", "events.amazonaws.com"))],
        ["RemoveTargets"] = call => [new("events:RemoveTargets", Rule(call, "Rule"))],
        ["DescribeRule"] = call => [new("events:DescribeRule", Rule(call, "Name"))],
        ["ListTargetsByRule"] = call => [new("events:ListTargetsByRule", Rule(call, "Rule"))],
    };

    private static Demand Put(ServiceCall entry) =>
        new Demand("events:PutEvents", entry.Arn("events", "event-bus/", entry.TextIfAny("EventBusName") ?? "default"))
            .With("events:source", entry.TextIfAny("Source"))
            .With("events:detail-type", entry.TextIfAny("DetailType"));

    // AWS: the rules of the default bus are named without it.
    private static string Rule(ServiceCall call, string member) => (call.TextIfAny("EventBusName") ?? "default").Split('/')[^1] is not "default" and var bus
        ? call.Account.Arn("events", $"rule/{bus}/{call.Text(member)}")
        : call.Account.Arn("events", $"rule/{call.Text(member)}");
}

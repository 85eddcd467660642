namespace LocalCloud.Template;

/// <summary>Reads <c>AWS::Events::Rule</c> and the function events that the SAM transform turns into rules.</summary>
internal sealed class RuleReader(ResourceValues values)
{
    public RuleResource Read(DeclaredResource resource, PropertyReader properties)
    {
        var rule = Trigger(values.Name(resource), properties, "EventPattern", "ScheduleExpression") with
        {
            Description = properties.Text("Description"),
            Targets = [.. properties.Maps("Targets").Select(TargetReader.Read)],
        };
        properties.Ignore("Name", "RoleArn", "Tags");
        properties.Finish();
        return rule;
    }

    /// <summary>A rule with the function as its only target.</summary>
    public static RuleResource ReadFunctionEvent(string type, string id, string functionArn, PropertyReader detail)
    {
        var name = detail.Text("RuleName") ?? detail.Text("Name") ?? id;
        var rule = Trigger(name, detail, type == "Schedule" ? "EventPattern" : "Pattern", type == "Schedule" ? "Schedule" : "ScheduleExpression");
        var target = TargetReader.ReadDelivery(detail, new() { Id = $"{id}LambdaTarget", Arn = functionArn });
        detail.Map("Target")?.Ignore("Id");
        detail.Ignore("Description");
        detail.Finish();
        return rule with { Targets = [target] };
    }

    private static RuleResource Trigger(string name, PropertyReader properties, string pattern, string schedule)
    {
        var eventPattern = properties.Node(pattern);
        var expression = properties.Text(schedule);
        if (eventPattern is null && expression is null)
        {
            properties.Refuse(schedule, $"a rule needs one of {pattern} and {schedule}");
        }

        var isEnabled = properties.Text("State") is null or "ENABLED" or "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";
        return new()
        {
            Name = name,
            EventBusName = BusName(properties.Text("EventBusName") ?? "default"),
            IsEnabled = isEnabled && properties.Flag("Enabled") != false,
            EventPattern = eventPattern switch
            {
                null => null,
                // Seen: CloudFormation takes the pattern as JSON in a text too.
                TemplateNode.Scalar text => text.Value,
                var map => NodeJson.ToText(map),
            },
            ScheduleExpression = expression,
            Targets = [],
        };
    }

    /// <summary>A bus is named or given by its ARN.</summary>
    private static string BusName(string nameOrArn) => nameOrArn[(nameOrArn.LastIndexOf('/') + 1)..];
}

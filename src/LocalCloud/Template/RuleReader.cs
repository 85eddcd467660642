namespace LocalCloud.Template;

/// <summary>Reads <c>AWS::Events::Rule</c> and the function events that the SAM transform turns into rules.</summary>
internal sealed class RuleReader(ResourceValues values)
{
    public RuleResource Read(DeclaredResource resource, PropertyReader properties)
    {
        var rule = Trigger(values.Name(resource), properties, "EventPattern", "ScheduleExpression") with
        {
            Targets = [.. properties.Maps("Targets").Select(ReadTarget)],
        };
        properties.Ignore("Name", "RoleArn", "Description", "Tags");
        properties.Finish();
        return rule;
    }

    /// <summary>A rule with the function as its only target.</summary>
    public static RuleResource ReadFunctionEvent(string type, string id, string functionArn, PropertyReader detail)
    {
        var name = detail.Text("RuleName") ?? detail.Text("Name") ?? id;
        var rule = type switch
        {
            "Schedule" => Trigger(name, detail, "EventPattern", "Schedule"),
            "ScheduleV2" => Trigger(name, detail, "EventPattern", "ScheduleExpression"),
            _ => Trigger(name, detail, "Pattern", "ScheduleExpression"),
        };
        var target = ReadDelivery(detail, new() { Id = $"{id}LambdaTarget", Arn = functionArn });
        detail.Map("Target")?.Ignore("Id");
        detail.Ignore(
            "Description", "FlexibleTimeWindow", "RoleArn", "GroupName", "KmsKeyArn", "PermissionsBoundary", "OmitName", "StartDate", "EndDate");
        detail.Finish();
        return rule with { Targets = [target] };
    }

    private static RuleResource Trigger(string name, PropertyReader properties, string pattern, string schedule)
    {
        var eventPattern = properties.Node(pattern);
        var expression = properties.Text(schedule);
        if (eventPattern is null == expression is null)
        {
            properties.Refuse(schedule, $"a rule needs one of {pattern} and {schedule}");
        }

        if (properties.Text("ScheduleExpressionTimezone") is { } zone and not ("UTC" or "Etc/UTC"))
        {
            properties.Refuse("ScheduleExpressionTimezone", $"the local stack runs schedules in UTC, not in {zone}");
        }

        var isEnabled = properties.Text("State") is null or "ENABLED" or "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";
        return new()
        {
            Name = name,
            EventBusName = BusName(properties.Text("EventBusName") ?? "default"),
            IsEnabled = isEnabled && properties.Flag("Enabled") != false,
            EventPattern = eventPattern is null ? null : NodeJson.ToText(eventPattern),
            ScheduleExpression = expression,
            Targets = [],
        };
    }

    private static RuleTarget ReadTarget(PropertyReader target)
    {
        var read = ReadDelivery(target, new() { Id = target.RequiredText("Id"), Arn = target.RequiredText("Arn") });
        target.Ignore("RoleArn");
        target.Finish();
        return read;
    }

    private static RuleTarget ReadDelivery(PropertyReader source, RuleTarget target)
    {
        var retries = source.Map("RetryPolicy");
        var deadLetter = source.Map("DeadLetterConfig");
        var read = target with
        {
            Input = source.Text("Input"),
            InputPath = source.Text("InputPath"),
            MaximumRetryAttempts = retries?.Integer("MaximumRetryAttempts", 0, 185) ?? target.MaximumRetryAttempts,
            MaximumEventAge = TimeSpan.FromSeconds(retries?.Integer("MaximumEventAgeInSeconds", 60, 86_400) ?? 86_400),
            DeadLetterArn = deadLetter?.RequiredText("Arn"),
        };
        foreach (var part in (ReadOnlySpan<PropertyReader?>)[retries, deadLetter])
        {
            part?.Finish();
        }

        return read;
    }

    /// <summary>A bus is named or given by its ARN.</summary>
    private static string BusName(string nameOrArn) => nameOrArn[(nameOrArn.LastIndexOf('/') + 1)..];
}

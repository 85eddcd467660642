using System.Globalization;

namespace LocalCloud.Template;

/// <summary>Reads <c>AWS::Scheduler::Schedule</c> and the function events ScheduleV2, which the SAM transform turns into such.</summary>
internal sealed class ScheduleReader(ResourceValues values)
{
    public ScheduleResource Read(DeclaredResource resource, PropertyReader properties)
    {
        var target = properties.Map("Target");
        if (target is null)
        {
            properties.Refuse("Target", "a schedule needs a Target");
        }

        var schedule = Times(values.Name(resource), properties, target is null
            ? new() { Id = "target", Arn = "" }
            : TargetReader.ReadDelivery(target, new() { Id = "target", Arn = target.RequiredText("Arn") }));
        target?.Finish();
        properties.Finish();

        return schedule;
    }

    /// <summary>A schedule with the function as its target.</summary>
    public static ScheduleResource ReadFunctionEvent(string id, string functionArn, PropertyReader detail)
    {
        var target = TargetReader.ReadDelivery(detail, new() { Id = "target", Arn = functionArn });
        detail.Ignore("PermissionsBoundary", "OmitName", "RoleArn");
        var schedule = Times(detail.Text("Name") ?? id, detail, target);
        detail.Finish();

        return schedule;
    }

    private static ScheduleResource Times(string name, PropertyReader properties, RuleTarget target)
    {
        // Differs: with a flexible window AWS fires some time inside it; here at its beginning.
        properties.Ignore("Name", "Description", "FlexibleTimeWindow", "KmsKeyArn", "ActionAfterCompletion");

        return new()
        {
            Name = name,
            Group = properties.Text("GroupName") ?? "default",
            Expression = properties.RequiredText("ScheduleExpression"),
            TimeZone = properties.Text("ScheduleExpressionTimezone") ?? "UTC",
            IsEnabled = properties.Text("State") is null or "ENABLED",
            Start = Time(properties, "StartDate"),
            End = Time(properties, "EndDate"),
            Target = target,
            Line = properties.Line,
        };
    }

    private static DateTimeOffset? Time(PropertyReader properties, string name)
    {
        if (properties.Text(name) is not { } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time;
        }

        properties.Refuse(name, $"{name} is \"{text}\" but must be a time such as 2030-01-31T08:00:00Z");
        return null;
    }
}

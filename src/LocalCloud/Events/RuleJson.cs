using System.Text;
using System.Text.Json;
using LocalCloud.Deliveries;
using LocalCloud.Gateway;

namespace LocalCloud.Events;

/// <summary>Rules and targets as the API of EventBridge writes them, which is also how they are kept.</summary>
internal static class RuleJson
{
    /// <summary>A whole rule as text: the same rule, the same text.</summary>
    public static string Write(EventRuleSettings rule)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            WriteRule(json, rule);
            json.WriteStartArray("Targets");
            foreach (var target in rule.Targets)
            {
                json.WriteStartObject();
                WriteTarget(json, target);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static EventRuleSettings Read(string text)
    {
        var json = JsonMembers.Parse(Encoding.UTF8.GetBytes(text));

        return new()
        {
            Name = json.RequiredText("Name"),
            EventBusName = json.RequiredText("EventBusName"),
            IsEnabled = json.Text("State") != "DISABLED",
            Description = json.Text("Description"),
            EventPattern = json.Text("EventPattern"),
            ScheduleExpression = json.Text("ScheduleExpression"),
            Targets = [.. json.Objects("Targets").Select(ReadTarget)],
        };
    }

    public static void WriteRule(Utf8JsonWriter json, EventRuleSettings rule)
    {
        json.WriteString("Name", rule.Name);
        json.WriteString("EventBusName", rule.EventBusName);
        json.WriteString("State", rule.IsEnabled ? "ENABLED" : "DISABLED");
        WriteIfAny(json, "Description", rule.Description);
        WriteIfAny(json, "EventPattern", rule.EventPattern);
        WriteIfAny(json, "ScheduleExpression", rule.ScheduleExpression);
    }

    /// <exception cref="AwsException">A member has the wrong type, or is not supported.</exception>
    public static EventTargetSettings ReadTarget(JsonMembers json)
    {
        var retries = json.Object("RetryPolicy");
        EventTargetSettings target = new()
        {
            Id = json.RequiredText("Id"),
            Arn = json.RequiredText("Arn"),
            Input = json.Text("Input"),
            InputPath = json.Text("InputPath"),
            Transformer = json.Object("InputTransformer") is { } transformer ? new(transformer.TextMap("InputPathsMap"), transformer.RequiredText("InputTemplate")) : null,
            Call = new(json.Text("RoleArn"), json.Object("BatchParameters") is { } job ? ReadJob(job) : null),
            Policy = new(
                retries?.Number("MaximumRetryAttempts") ?? DeliveryPolicy.EventBridge.MaximumRetryAttempts,
                retries?.Number("MaximumEventAgeInSeconds") is { } seconds ? TimeSpan.FromSeconds(seconds) : DeliveryPolicy.EventBridge.MaximumEventAge,
                json.Object("DeadLetterConfig")?.Text("Arn")),
        };
        _ = json.Object("SqsParameters")?.Text("MessageGroupId");
        json.RefuseOthers();

        return target;
    }

    public static void WriteTarget(Utf8JsonWriter json, EventTargetSettings target)
    {
        json.WriteString("Id", target.Id);
        json.WriteString("Arn", target.Arn);
        WriteIfAny(json, "RoleArn", target.Call.RoleArn);
        WriteIfAny(json, "Input", target.Input);
        WriteIfAny(json, "InputPath", target.InputPath);
        if (target.Transformer is { } transformer)
        {
            WriteTransformer(json, transformer);
        }

        if (target.Call.Job is { } job)
        {
            WriteJob(json, job);
        }

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

    private static BatchParameters ReadJob(JsonMembers job) => new(
        job.RequiredText("JobDefinition"), job.RequiredText("JobName"), job.Object("ArrayProperties")?.Number("Size"), job.Object("RetryStrategy")?.Number("Attempts"));

    private static void WriteTransformer(Utf8JsonWriter json, InputTransformer transformer)
    {
        json.WriteStartObject("InputTransformer");
        json.WriteStartObject("InputPathsMap");
        foreach (var (name, path) in transformer.Paths)
        {
            json.WriteString(name, path);
        }

        json.WriteEndObject();
        json.WriteString("InputTemplate", transformer.Template);
        json.WriteEndObject();
    }

    private static void WriteJob(Utf8JsonWriter json, BatchParameters job)
    {
        json.WriteStartObject("BatchParameters");
        json.WriteString("JobDefinition", job.JobDefinition);
        json.WriteString("JobName", job.JobName);
        foreach (var (owner, name, number) in ((string, string, int?)[])[("ArrayProperties", "Size", job.ArraySize), ("RetryStrategy", "Attempts", job.Attempts)])
        {
            if (number is { } value)
            {
                json.WriteStartObject(owner);
                json.WriteNumber(name, value);
                json.WriteEndObject();
            }
        }

        json.WriteEndObject();
    }

    private static void WriteIfAny(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}

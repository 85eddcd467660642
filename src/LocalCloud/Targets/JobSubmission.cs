using System.Text.Json;
using LocalCloud.Deliveries;

namespace LocalCloud.Targets;

/// <summary>Turns what a target gets into the body of SubmitJob. Values in, values out.</summary>
internal static class JobSubmission
{
    // AWS: of the payload only these count, written with capitals (Batch user guide, batch-cwe-target: Parameters, ContainerOverrides).
    // Inferred: other overrides and properties of a submission go the same way.
    private static readonly string[] Taken =
    [
        "Parameters", "ContainerOverrides", "NodeOverrides", "EcsPropertiesOverride", "EksPropertiesOverride", "RetryStrategy", "Timeout", "Tags", "PropagateTags",
        "ShareIdentifier", "SchedulingPriorityOverride", "DependsOn", "ArrayProperties",
    ];

    // Their members are names of the caller's own.
    private static readonly string[] Maps = ["parameters", "tags", "options", "labels", "annotations", "limits", "requests"];

    /// <summary>A submission by a rule.</summary>
    /// <param name="queueArn">ARN of the job queue.</param>
    /// <param name="job">The target's BatchParameters.</param>
    /// <param name="payload">The event, or what the target made of it.</param>
    public static ReadOnlyMemory<byte> OfRule(string queueArn, BatchParameters job, ReadOnlyMemory<byte> payload)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("jobName", job.JobName);
            json.WriteString("jobQueue", queueArn);
            json.WriteString("jobDefinition", job.JobDefinition);
            WriteSize(json, "arrayProperties", "size", job.ArraySize);
            WriteSize(json, "retryStrategy", "attempts", job.Attempts);
            using var document = Parse(payload);
            foreach (var member in (document is null ? [] : document.RootElement.EnumerateObject().ToList()).Where(member => Taken.Contains(member.Name) && !IsSaid(member.Name, job)))
            {
                json.WritePropertyName(Lower(member.Name));
                Write(json, Lower(member.Name), member.Value);
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>A request as EventBridge Scheduler writes it, with capitals, as the API takes it.</summary>
    /// <exception cref="FormatException">The input is no JSON object.</exception>
    public static ReadOnlyMemory<byte> OfSchedule(ReadOnlyMemory<byte> input)
    {
        using var document = Parse(input) ?? throw new FormatException("The input of aws-sdk:batch:submitJob must be a JSON object with JobName, JobQueue and JobDefinition.");
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            Write(json, "", document.RootElement);
        }

        return buffer.ToArray();
    }

    private static bool IsSaid(string name, BatchParameters job) => name switch
    {
        "ArrayProperties" => job.ArraySize is not null,
        "RetryStrategy" => job.Attempts is not null,
        _ => false,
    };

    private static void WriteSize(Utf8JsonWriter json, string owner, string name, int? number)
    {
        if (number is { } value)
        {
            json.WriteStartObject(owner);
            json.WriteNumber(name, value);
            json.WriteEndObject();
        }
    }

    private static void Write(Utf8JsonWriter json, string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    var own = Maps.Contains(name) ? member.Name : Lower(member.Name);
                    json.WritePropertyName(own);
                    Write(json, own, member.Value);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(json, name, item);
                }

                json.WriteEndArray();
                break;
            // What parameters, commands and variables hold is text, and a number of the event is often put there.
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False when IsText(name):
                json.WriteStringValue(value.GetRawText());
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    private static bool IsText(string name) => name is "value" or "command";

    private static string Lower(string name) => name.Length > 0 && char.IsAsciiLetterUpper(name[0]) ? char.ToLowerInvariant(name[0]) + name[1..] : name;

    private static JsonDocument? Parse(ReadOnlyMemory<byte> payload)
    {
        try
        {
            var document = JsonDocument.Parse(payload);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();

            return null;
        }
        catch (JsonException)
        {
            // Text, or a template whose variables had no value: a job of itself does not need it.
            return null;
        }
    }
}

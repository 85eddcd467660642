using System.Text;
using System.Text.Json;

namespace LocalCloud.Deliveries;

/// <summary>What goes with a payload to its target: the role that calls it, and what a job queue is to run.</summary>
/// <param name="RoleArn">The role whose policies decide; <c>null</c> where none is given.</param>
/// <param name="Job">BatchParameters; <c>null</c> for other targets.</param>
internal sealed record TargetCall(string? RoleArn, BatchParameters? Job)
{
    public static TargetCall Plain { get; } = new(null, null);

    /// <summary>The event came over another bus, and is not handed on once more.</summary>
    // AWS: event buses cannot be chained (eb-bus-to-bus).
    public bool IsHandedOn { get; init; }

    /// <summary>Reads what <see cref="ToString"/> wrote; nothing at all for rows of versions that knew none of it.</summary>
    public static TargetCall Parse(string text)
    {
        if (text.Length == 0)
        {
            return Plain;
        }

        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        string? Text(string name) => root.TryGetProperty(name, out var value) ? value.GetString() : null;
        int? Number(string name) => root.TryGetProperty(name, out var value) ? value.GetInt32() : null;

        return new(Text("role"), Text("definition") is { } definition ? new(definition, Text("name") ?? "", Number("size"), Number("attempts")) : null)
        {
            IsHandedOn = root.TryGetProperty("handedOn", out _),
        };
    }

    public override string ToString()
    {
        if (this == Plain)
        {
            return "";
        }

        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            Write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private void Write(Utf8JsonWriter json)
    {
        if (RoleArn is not null)
        {
            json.WriteString("role", RoleArn);
        }

        if (IsHandedOn)
        {
            json.WriteBoolean("handedOn", true);
        }

        if (Job is null)
        {
            return;
        }

        json.WriteString("definition", Job.JobDefinition);
        json.WriteString("name", Job.JobName);
        if (Job.ArraySize is { } size)
        {
            json.WriteNumber("size", size);
        }

        if (Job.Attempts is { } attempts)
        {
            json.WriteNumber("attempts", attempts);
        }
    }
}

/// <summary>What a job queue as a target is to run (API_BatchParameters).</summary>
/// <param name="JobDefinition">Name or ARN.</param>
/// <param name="JobName">Name of the jobs.</param>
/// <param name="ArraySize">2 to 10,000 children, or <c>null</c> for a job of its own.</param>
/// <param name="Attempts">1 to 10, or <c>null</c> for as the definition says.</param>
internal sealed record BatchParameters(string JobDefinition, string JobName, int? ArraySize, int? Attempts);

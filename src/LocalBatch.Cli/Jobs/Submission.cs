using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace LocalBatch.Cli.Jobs;

/// <summary>A job as somebody asks for it at a shell.</summary>
internal sealed record Submission
{
    /// <summary><c>null</c>: that of its definition.</summary>
    public string? JobName { get; init; }

    public required string JobQueue { get; init; }

    /// <summary>Name, name and revision, or ARN.</summary>
    public required string JobDefinition { get; init; }

    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public string? Vcpus { get; init; }

    public int? MemoryMiB { get; init; }

    public int? ArraySize { get; init; }

    public int? Attempts { get; init; }

    /// <summary>Of an attempt, in whole seconds.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Ids of jobs.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>Empty where the definition's is meant.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    private bool Overrides => Command.Count > 0 || Environment.Count > 0 || Vcpus is not null || MemoryMiB is not null;

    /// <summary>The body of SubmitJob; what was not asked for is not in it, and left to AWS Batch's own checks.</summary>
    public byte[] Body()
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("jobName", JobName ?? NameOf(JobDefinition));
            writer.WriteString("jobQueue", JobQueue);
            writer.WriteString("jobDefinition", JobDefinition);
            WriteParameters(writer);
            WriteNumber(writer, "arrayProperties", "size", ArraySize);
            WriteNumber(writer, "retryStrategy", "attempts", Attempts);
            WriteNumber(writer, "timeout", "attemptDurationSeconds", (int?)Timeout?.TotalSeconds);
            WriteDependencies(writer);
            WriteOverrides(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The name in <c>arn:…:job-definition/NAME:REVISION</c>, or in a part of it.</summary>
    private static string NameOf(string definition) => definition[(definition.LastIndexOf('/') + 1)..].Split(':')[0];

    private void WriteParameters(Utf8JsonWriter writer)
    {
        if (Parameters.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("parameters");
        foreach (var (key, value) in Parameters)
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }

    private void WriteDependencies(Utf8JsonWriter writer)
    {
        if (DependsOn.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("dependsOn");
        foreach (var job in DependsOn)
        {
            writer.WriteStartObject();
            writer.WriteString("jobId", job);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void WriteOverrides(Utf8JsonWriter writer)
    {
        if (!Overrides)
        {
            return;
        }

        writer.WriteStartObject("containerOverrides");
        if (Command.Count > 0)
        {
            writer.WriteStartArray("command");
            foreach (var word in Command)
            {
                writer.WriteStringValue(word);
            }

            writer.WriteEndArray();
        }

        WritePairs(writer, "environment", "name", Environment.Select(pair => (pair.Key, pair.Value)));
        WritePairs(writer, "resourceRequirements", "type", Requirements());
        writer.WriteEndObject();
    }

    private IEnumerable<(string, string)> Requirements()
    {
        if (Vcpus is not null)
        {
            yield return ("VCPU", Vcpus);
        }

        if (MemoryMiB is { } memory)
        {
            yield return ("MEMORY", memory.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void WritePairs(Utf8JsonWriter writer, string member, string name, IEnumerable<(string Key, string Value)> pairs)
    {
        var all = pairs.ToList();
        if (all.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(member);
        foreach (var (key, value) in all)
        {
            writer.WriteStartObject();
            writer.WriteString(name, key);
            writer.WriteString("value", value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string member, string name, int? value)
    {
        if (value is not { } number)
        {
            return;
        }

        writer.WriteStartObject(member);
        writer.WriteNumber(name, number);
        writer.WriteEndObject();
    }
}

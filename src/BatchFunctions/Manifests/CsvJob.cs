using System.Text.Json;

namespace BatchFunctions.Manifests;

/// <summary>One line of a CSV manifest on its way to a SubmitJob body.</summary>
internal sealed class CsvJob
{
    private readonly Dictionary<string, string> _texts = [];
    private readonly Dictionary<string, string> _parameters = [];
    private readonly Dictionary<string, string> _tags = [];
    private readonly List<(string Name, string Value)> _environment = [];
    private readonly List<(string Type, string Value)> _resources = [];

    public int? SchedulingPriorityOverride { get; set; }

    public int? ArraySize { get; set; }

    public int? Attempts { get; set; }

    public int? TimeoutSeconds { get; set; }

    public List<string> Command { get; } = [];

    public List<string> DependsOn { get; } = [];

    public string? Text(string name, string value) => Take(() => _texts[name] = value);

    public string? Parameter(string name, string value) => Take(() => _parameters[name] = value);

    public string? Tag(string name, string value) => Take(() => _tags[name] = value);

    public string? Variable(string name, string value) => Take(() => _environment.Add((name, value)));

    public string? Resource(string type, string value) => Take(() => _resources.Add((type, value)));

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in _texts)
        {
            writer.WriteString(name, value);
        }

        WriteMap(writer, "parameters", _parameters);
        WriteMap(writer, "tags", _tags);
        WriteOverrides(writer);
        WriteNumber(writer, "schedulingPriorityOverride", null, SchedulingPriorityOverride);
        WriteNumber(writer, "arrayProperties", "size", ArraySize);
        WriteNumber(writer, "retryStrategy", "attempts", Attempts);
        WriteNumber(writer, "timeout", "attemptDurationSeconds", TimeoutSeconds);
        WriteList(writer, "dependsOn", DependsOn);
        writer.WriteEndObject();
    }

    private static string? Take(Action take)
    {
        take();
        return null;
    }

    private void WriteOverrides(Utf8JsonWriter writer)
    {
        if (Command.Count + _environment.Count + _resources.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("containerOverrides");
        WriteList(writer, "command", Command);
        WritePairs(writer, "environment", "name", _environment);
        WritePairs(writer, "resourceRequirements", "type", _resources);
        writer.WriteEndObject();
    }

    private static void WriteMap(Utf8JsonWriter writer, string name, Dictionary<string, string> map)
    {
        if (map.Count == 0)
        {
            return;
        }

        writer.WriteStartObject(name);
        foreach (var (key, value) in map)
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }

    private static void WritePairs(Utf8JsonWriter writer, string name, string key, List<(string Name, string Value)> pairs)
    {
        if (pairs.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var pair in pairs)
        {
            writer.WriteStartObject();
            writer.WriteString(key, pair.Name);
            writer.WriteString("value", pair.Value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteList(Utf8JsonWriter writer, string name, List<string> list)
    {
        if (list.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        list.ForEach(writer.WriteStringValue);
        writer.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, string? member, int? number)
    {
        if (number is not { } value)
        {
            return;
        }

        if (member is null)
        {
            writer.WriteNumber(name, value);
            return;
        }

        writer.WriteStartObject(name);
        writer.WriteNumber(member, value);
        writer.WriteEndObject();
    }
}

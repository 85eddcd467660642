using System.Text;
using System.Text.Json;
using BatchFunctions.Manifests;
using BatchFunctions.Wire;
using Support.Fuzz;

namespace BatchFunctions.Tests.Hostile;

/// <summary>The same jobs, written in each of the four formats, are the same jobs when read.</summary>
public sealed class ManifestRoundTripTests
{
    private static readonly string[] Words = ["a", "two words", "a,b", "a \"quoted\" word", "line\nbreak", "=1+1", "é😀", "#not a comment", "- x", "{}", "null", "true", "007", "1e3", "~", ": ", "'", "\\n", " "];

    [Fact]
    public void Every_format_says_the_same() => Law.Holds(300, random =>
    {
        var jobs = Enumerable.Range(0, random.Between(1, 6)).Select(index => Job(random, index)).ToList();
        var wanted = Bodies(Manifests.Read(ManifestFormat.Json, $$"""{"jobs":[{{string.Join(',', jobs.Select(Json))}}]}"""));

        Assert.Equal(wanted, Bodies(Manifests.Read(ManifestFormat.JsonLines, string.Join(random.Of("\n", "\r\n", "\n\n"), jobs.Select(Json)))));
        Assert.Equal(wanted, Bodies(Manifests.Read(ManifestFormat.Yaml, "jobs:\n" + string.Concat(jobs.Select(Yaml)))));
        Assert.Equal(wanted, Bodies(Manifests.Read(ManifestFormat.Csv, Csv(jobs, random.Of("\n", "\r\n")))));
    });

    private static SampleJob Job(FuzzRandom random, int index) => new(
        $"job-{index}",
        index > 0 && random.Chance(0.5) ? $"job-{random.Next(index)}" : null,
        [.. Enumerable.Range(0, random.Between(1, 3)).Select(_ => random.Of(Words))],
        random.Of(Words),
        random.Of(Words),
        random.Between(2, 10_000));

    private static string Json(SampleJob job) => JsonText.Of(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("jobName", job.Name);
        writer.WriteString("jobQueue", "default");
        writer.WriteString("jobDefinition", "hello");
        writer.WriteStartObject("parameters");
        writer.WriteString("p", job.Parameter);
        writer.WriteEndObject();
        writer.WriteStartObject("containerOverrides");
        writer.WriteStartArray("command");
        job.Command.ToList().ForEach(writer.WriteStringValue);
        writer.WriteEndArray();
        writer.WriteStartArray("environment");
        writer.WriteStartObject();
        writer.WriteString("name", "X");
        writer.WriteString("value", job.Variable);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteStartObject("arrayProperties");
        writer.WriteNumber("size", job.ArraySize);
        writer.WriteEndObject();
        if (job.DependsOn is { } other)
        {
            writer.WriteStartArray("dependsOn");
            writer.WriteStringValue(other);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    });

    // A double-quoted YAML scalar reads as the JSON string of the same text.
    private static string Yaml(SampleJob job) => $$"""
          - jobName: {{job.Name}}
            jobQueue: default
            jobDefinition: hello
            parameters: { p: {{Text(job.Parameter)}} }
            containerOverrides:
              command:
        {{string.Concat(job.Command.Select(word => $"      - {Text(word)}\n"))}}
              environment:
              - name: X
                value: {{Text(job.Variable)}}
            arrayProperties: { size: {{job.ArraySize}} }
            dependsOn: [{{job.DependsOn}}]

        """;

    private static string Csv(List<SampleJob> jobs, string lineEnd)
    {
        var text = new StringBuilder("jobName,jobQueue,jobDefinition,parameters.p,command,environment.X,arraySize,dependsOn").Append(lineEnd);
        foreach (var job in jobs)
        {
            string[] cells = [job.Name, "default", "hello", job.Parameter, $"[{string.Join(',', job.Command.Select(Text))}]", job.Variable, $"{job.ArraySize}", job.DependsOn ?? ""];
            text.AppendJoin(',', cells.Select(cell => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")).Append(lineEnd);
        }

        return text.ToString();
    }

    private static string Text(string word) => JsonText.Of(writer => writer.WriteStringValue(word));

    private static List<string> Bodies(ManifestVerdict verdict)
    {
        Assert.Empty(verdict.Errors);

        return [.. verdict.Jobs.Select(job => $"{job.Index} {Sorted(JsonDocument.Parse(job.Body()).RootElement)} {string.Join(',', job.DependsOn.Select(dependency => dependency.JobName))}")];
    }

    private static string Sorted(JsonElement value) => value.ValueKind == JsonValueKind.Object
        ? $"{{{string.Join(',', value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal).Select(member => $"{member.Name}={Sorted(member.Value)}"))}}}"
        : value.ValueKind == JsonValueKind.Array ? $"[{string.Join(',', value.EnumerateArray().Select(Sorted))}]" : value.ToString();

    private sealed record SampleJob(string Name, string? DependsOn, IReadOnlyList<string> Command, string Parameter, string Variable, int ArraySize);
}

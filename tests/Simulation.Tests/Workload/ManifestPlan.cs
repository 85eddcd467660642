using System.Globalization;
using System.Text;
using Simulation.Tests.Kernel;

namespace Simulation.Tests.Workload;

/// <summary>A manifest of a few jobs that depend on each other, in one of the four formats.</summary>
/// <param name="Jobs">Names in the order of the file.</param>
/// <param name="IsGood">Whether it is to be taken; otherwise it has a mistake and must be refused as a whole.</param>
internal sealed record ManifestPlan(string Format, string MediaType, string Text, IReadOnlyList<string> Jobs, bool IsGood)
{
    public static ManifestPlan Draw(string name, Disorder disorder)
    {
        var isGood = !disorder.Chance(0.1);
        var jobs = Enumerable.Range(0, 1 + disorder.Below(4))
            .Select(n => Job.Draw($"{name}-{n.ToString(CultureInfo.InvariantCulture)}", disorder))
            .ToList();
        for (var n = 1; n < jobs.Count; n++)
        {
            jobs[n] = jobs[n] with { DependsOn = disorder.Chance(0.6) ? [.. Enumerable.Range(0, 1 + disorder.Below(2)).Select(_ => jobs[disorder.Below(n)].Name).Distinct()] : [] };
        }

        if (!isGood)
        {
            jobs[0] = jobs[0] with { DependsOn = ["nobody"] };
        }

        // Dependencies may be named before they stand in the file.
        jobs.Reverse();
        var rules = disorder.Chance(0.5) ? JobBody.Rules(disorder) : null;
        var names = jobs.ConvertAll(job => job.Name);

        return disorder.Below(4) switch
        {
            0 => new("json", "application/json", $$"""{"jobs":[{{string.Join(',', jobs.Select(Json))}}]{{(rules is null ? "" : $",\"onFailure\":{rules}")}}}""", names, isGood),
            1 => new("yaml", "application/yaml", Yaml(jobs, rules), names, isGood),
            2 => new("jsonl", "application/x-ndjson", string.Join('\n', jobs.Select(Json)), names, isGood),
            _ => new("csv", "text/csv", Csv(jobs), names, isGood),
        };
    }

    private static string Json(Job job) => $$"""
        {"jobName":"{{job.Name}}","jobQueue":"default","jobDefinition":"job","containerOverrides":{"command":["{{job.Command}}"]}{{(job.Needs is { } needs ? $",\"consumableResourcePropertiesOverride\":{needs}" : "")}}{{(job.ArraySize is { } size ? $",\"arrayProperties\":{{\"size\":{size}}}" : "")}}{{(job.DependsOn is [] ? "" : $",\"dependsOn\":[{string.Join(',', job.DependsOn.Select(other => $"\"{other}\""))}]")}}}
        """;

    private static string Yaml(List<Job> jobs, string? rules)
    {
        var text = new StringBuilder("defaults: { jobQueue: default, jobDefinition: job }\n");
        text.Append(rules is null ? "" : $"onFailure: {rules}\n").Append("jobs:\n");
        foreach (var job in jobs)
        {
            text.Append(CultureInfo.InvariantCulture, $"  - jobName: {job.Name}\n    containerOverrides: {{ command: [{job.Command}] }}\n");
            text.Append(job.ArraySize is { } size ? string.Create(CultureInfo.InvariantCulture, $"    arrayProperties: {{ size: {size} }}\n") : "");
            text.Append(job.DependsOn is [] ? "" : $"    dependsOn: [{string.Join(", ", job.DependsOn)}]\n");
        }

        return text.ToString();
    }

    private static string Csv(List<Job> jobs) => string.Join(
        '\n',
        jobs.Select(job => string.Create(CultureInfo.InvariantCulture, $"{job.Name},default,job,\"[\"\"{job.Command}\"\"]\",{job.ArraySize},{string.Join(' ', job.DependsOn)}"))
            .Prepend("jobName,jobQueue,jobDefinition,command,arraySize,dependsOn"));

    /// <param name="Needs">Consumable resources; only some of the formats say them.</param>
    private sealed record Job(string Name, string Command, int? ArraySize, string? Needs, IReadOnlyList<string> DependsOn)
    {
        public static Job Draw(string name, Disorder disorder) =>
            new(name, disorder.Of(Commands.Short), disorder.Chance(0.25) ? 2 + disorder.Below(3) : null, disorder.Chance(0.2) ? JobBody.Needs(disorder) : null, []);
    }
}

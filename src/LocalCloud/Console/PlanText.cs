using System.Globalization;
using System.Text.Json;

namespace LocalCloud.Console;

/// <summary>What a manifest would do, in lines for a person. Values in, values out.</summary>
internal static class PlanText
{
    /// <summary>Jobs that are told one by one.</summary>
    public const int MostJobs = 50;

    /// <param name="file">As the user named it.</param>
    /// <param name="plan">What <c>POST /submissions?check=true</c> answers.</param>
    public static IEnumerable<string> Of(string file, JsonElement plan)
    {
        var (count, children) = (plan.Number("jobs") ?? 0, plan.Number("jobsWithChildren") ?? 0);
        var jobs = plan.List("plan").ToList();
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{file} is good: {count} job{(count == 1 ? "" : "s")}{(children > count ? $", {children} with the children of arrays" : "")}. Nothing was submitted.");
        foreach (var line in Table([.. jobs.Take(MostJobs).Select((job, index) => Row(index + 1, job))]))
        {
            yield return line;
        }

        if (count > MostJobs)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"and {count - MostJobs} more");
        }

        foreach (var line in Rules(jobs))
        {
            yield return line;
        }
    }

    private static string[] Row(int number, JsonElement job)
    {
        List<string> asks = [];
        if (job.Text("vcpus") is { } vcpus)
        {
            asks.Add($"{vcpus} vCPU");
        }

        if (job.Number("memoryMiB") is { } memory)
        {
            asks.Add(string.Create(CultureInfo.InvariantCulture, $"{memory} MiB"));
        }

        var array = job.Number("arraySize") is { } size ? string.Create(CultureInfo.InvariantCulture, $"array of {size}") : "";
        var after = job.List("dependsOn").Select(Dependency).ToList();

        return
        [
            number.ToString(CultureInfo.InvariantCulture), job.Text("jobName") ?? "", job.Text("jobQueue") ?? "", job.Text("jobDefinition") ?? "", string.Join(", ", asks),
            array, after.Count > 0 ? $"after {string.Join(", ", after)}" : "",
        ];
    }

    private static string Dependency(JsonElement dependency) =>
        (dependency.Text("jobName") ?? dependency.Text("jobId") ?? "its own children") + (dependency.Text("type") is { } type ? $" ({type})" : "");

    /// <summary>Columns as wide as their longest cell; those that are empty are left out.</summary>
    private static IEnumerable<string> Table(List<string[]> rows)
    {
        if (rows.Count == 0)
        {
            yield break;
        }

        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToList();
        foreach (var row in rows)
        {
            yield return string.Join("  ", row.Index().Where(cell => widths[cell.Index] > 0)
                .Select(cell => cell.Index == 0 ? cell.Item.PadLeft(widths[0]) : cell.Item.PadRight(widths[cell.Index]))).TrimEnd();
        }
    }

    /// <summary>Each list of rules once, with the jobs that it is for.</summary>
    private static IEnumerable<string> Rules(List<JsonElement> jobs)
    {
        var groups = jobs.GroupBy(job => job.TryGetProperty("onFailure", out var rules) ? RuleText.Of(rules) : null).ToList();
        foreach (var group in groups)
        {
            var whose = groups.Count == 1 ? "On failure" : $"On failure of {Names([.. group.Select(job => job.Text("jobName") ?? "")])}";
            yield return $"{whose}: {group.Key ?? "the rules of the stack"}";
        }
    }

    private static string Names(List<string> names) =>
        names.Count <= 5 ? string.Join(", ", names) : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", names.Take(4))} and {names.Count - 4} more");
}

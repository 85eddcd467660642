using System.Globalization;
using System.Text.Json;
using BatchFunctions.Jobs;

namespace BatchFunctions.Manifests;

/// <summary>Writes what a manifest would do: its jobs in the order in which they would be submitted, each with what it asks for.</summary>
internal static class PlanJson
{
    /// <summary>Jobs that are told one by one; an answer of Lambda may have 6 MB.</summary>
    public const int MostJobs = 1_000;

    public static void Write(Utf8JsonWriter writer, ManifestVerdict verdict)
    {
        writer.WriteStartObject();
        writer.WriteNumber("jobs", verdict.Jobs.Count);
        writer.WriteNumber("jobsWithChildren", verdict.Jobs.Sum(job => 1L + (job.Request.ArraySize ?? 0)));
        writer.WriteStartArray("plan");
        foreach (var job in verdict.Jobs.Take(MostJobs))
        {
            Write(writer, job, verdict.Definitions.GetValueOrDefault(job.Request.JobDefinition));
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, PlannedJob job, KnownDefinition? definition)
    {
        writer.WriteStartObject();
        writer.WriteString("jobName", job.Request.JobName);
        writer.WriteString("jobQueue", job.Request.JobQueue);
        writer.WriteString("jobDefinition", job.Request.JobDefinition);
        if ((job.Vcpus ?? definition?.Vcpus?.ToString(CultureInfo.InvariantCulture)) is { } vcpus)
        {
            writer.WriteString("vcpus", vcpus);
        }

        if ((job.MemoryMiB ?? definition?.MemoryMiB) is { } memory)
        {
            writer.WriteNumber("memoryMiB", memory);
        }

        if (job.Request.ArraySize is { } size)
        {
            writer.WriteNumber("arraySize", size);
        }

        if (job.DependsOn.Count > 0)
        {
            writer.WriteStartArray("dependsOn");
            foreach (var dependency in job.DependsOn)
            {
                Write(writer, dependency);
            }

            writer.WriteEndArray();
        }

        if (job.Request.OnFailure is { } rules)
        {
            writer.WritePropertyName("onFailure");
            writer.WriteRawValue(rules);
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, Dependency dependency)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in new[] { ("jobName", dependency.JobName), ("jobId", dependency.JobId), ("type", dependency.Type) })
        {
            if (value is not null)
            {
                writer.WriteString(name, value);
            }
        }

        writer.WriteEndObject();
    }
}

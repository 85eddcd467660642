using System.Globalization;
using System.Text.Json;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;

namespace BatchFunctions.Manifests;

/// <summary>A job of a checked manifest.</summary>
/// <param name="Index">Position in the file, from 0.</param>
/// <param name="Pointer">Where it stands in the file.</param>
/// <param name="Request">
/// What it asks for, defaults merged in; its token, its submission and its row are given, and its body is written, when it goes on the queue.
/// </param>
/// <param name="Body">
/// Writes the SubmitJob body, without dependencies; only when it is wanted, since ten thousand bodies with large defaults would not
/// fit into the function's memory.
/// </param>
internal sealed record PlannedJob(int Index, string Pointer, JobRequest Request, Func<string> Body)
{
    /// <summary>What it waits for.</summary>
    public IReadOnlyList<Dependency> DependsOn => Request.DependsOn ?? [];

    /// <summary>Memory that it asks for, in MiB; <c>null</c> where that is left to the definition.</summary>
    public int? MemoryMiB { get; init; }

    /// <summary>The vCPUs that it asks for, as they are written.</summary>
    public string? Vcpus { get; init; }

    /// <summary>What has to fit its queue and its definition.</summary>
    public JobAsks Asks { get; init; } = JobAsks.Nothing;

    /// <summary>One of which nothing can be read; the errors say why.</summary>
    public static PlannedJob Unreadable(int index, string pointer) =>
        new(index, pointer, new JobRequest { Token = "", Body = "", JobName = "", JobQueue = "", JobDefinition = "" }, static () => "{}");
}

/// <summary>Reads <c>dependsOn</c> of a manifest: names of its other jobs, or AWS's own form with job ids.</summary>
internal static class DependencyReader
{
    public static IReadOnlyList<Dependency> Read(JsonElement job, string pointer, List<InputError> errors)
    {
        if (!job.TryGetProperty(DependencyText.Field, out var list) || list.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        pointer = JsonPointer.Append(pointer, DependencyText.Field);
        if (list.ValueKind != JsonValueKind.Array)
        {
            errors.Add(new InputError(pointer, "must be a list of job names."));
            return [];
        }

        if (list.GetArrayLength() > RequestRules.MostDependencies)
        {
            errors.Add(new InputError(
                pointer,
                $"Job cannot have more than {RequestRules.MostDependencies} dependencies; here are {list.GetArrayLength()}."));
        }

        return [.. list.EnumerateArray()
            .Select((entry, index) => ReadEntry(entry, JsonPointer.Append(pointer, index), errors))
            .OfType<Dependency>()];
    }

    private static Dependency? ReadEntry(JsonElement entry, string pointer, List<InputError> errors)
    {
        if (entry.ValueKind == JsonValueKind.String)
        {
            return new Dependency(null, entry.GetString(), null, null);
        }

        var before = errors.Count;
        if (entry.ValueKind != JsonValueKind.Object)
        {
            errors.Add(new InputError(pointer, "must be a job's name or an object with jobName, jobId or type."));
            return null;
        }

        foreach (var member in entry.EnumerateObject())
        {
            if (member.Name is not ("jobName" or "jobId" or "type"))
            {
                errors.Add(new InputError(JsonPointer.Append(pointer, member.Name), $"'{member.Name}' is not a field here; known are jobName, jobId, type.{Closest.Question(member.Name, ["jobName", "jobId", "type"])}"));
            }
            else if (member.Value.ValueKind != JsonValueKind.String)
            {
                errors.Add(new InputError(JsonPointer.Append(pointer, member.Name), "must be a string."));
            }
        }

        if (errors.Count > before)
        {
            return null;
        }

        var dependency = new Dependency(null,
            RequestRules.Text(entry, "jobName"), RequestRules.Text(entry, "jobId"), RequestRules.Text(entry, "type"));
        if (Wrong(dependency) is { } message)
        {
            errors.Add(new InputError(pointer, message));
            return null;
        }

        return dependency;
    }

    private static string? Wrong(Dependency dependency) => dependency switch
    {
        { JobName: not null, JobId: not null } => "names a job by jobName or by jobId, not by both.",
        { Type: not (null or "SEQUENTIAL" or "N_TO_N") } => "'type' is SEQUENTIAL or N_TO_N.",
        // AWS: SEQUENTIAL without a job id chains the children of an array job (API_JobDependency).
        { JobName: null, JobId: null, Type: not "SEQUENTIAL" } => "needs jobName or jobId.",
        _ => null,
    };
}

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

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

using System.Globalization;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;

namespace BatchFunctions.Manifests;

/// <summary>Puts the jobs of a manifest into an order in which each comes after what it waits for.</summary>
internal static class ManifestOrder
{
    /// <summary>The jobs in dependency order; among those that are free, the order of the file.</summary>
    public static List<PlannedJob> Sort(IReadOnlyList<PlannedJob> jobs, List<InputError> errors)
    {
        var byName = ByName(jobs, errors);
        var waitsFor = jobs.Select(job => Resolve(jobs, job, byName, errors)).ToList();
        var dependants = new List<int>[jobs.Count];
        var open = new int[jobs.Count];
        for (var index = 0; index < jobs.Count; index++)
        {
            open[index] = waitsFor[index].Count;
            foreach (var other in waitsFor[index])
            {
                (dependants[other] ??= []).Add(index);
            }
        }

        var free = new PriorityQueue<int, int>(open.Index().Where(entry => entry.Item == 0).Select(entry => (entry.Index, entry.Index)));
        var sorted = new List<PlannedJob>(jobs.Count);
        while (free.TryDequeue(out var next, out _))
        {
            sorted.Add(jobs[next]);
            foreach (var dependant in (dependants[next] ?? []).Where(dependant => --open[dependant] == 0))
            {
                free.Enqueue(dependant, dependant);
            }
        }

        if (sorted.Count < jobs.Count)
        {
            errors.Add(Cycle(jobs, waitsFor, open));
        }

        return sorted;
    }

    private static Dictionary<string, int> ByName(IReadOnlyList<PlannedJob> jobs, List<InputError> errors)
    {
        var byName = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var job in jobs.Where(job => job.Request.JobName.Length > 0))
        {
            if (!byName.TryAdd(job.Request.JobName, job.Index))
            {
                errors.Add(new InputError(
                    $"{job.Pointer}/jobName",
                    $"'{job.Request.JobName}' is the name of {jobs[byName[job.Request.JobName]].Pointer} too; names tell the jobs of a manifest apart."));
            }
        }

        return byName;
    }

    private static List<int> Resolve(IReadOnlyList<PlannedJob> jobs, PlannedJob job, Dictionary<string, int> byName, List<InputError> errors)
    {
        var found = new HashSet<int>();
        foreach (var (index, dependency) in job.DependsOn.Index())
        {
            if (Wrong(jobs, job, dependency, byName, out var other) is { } wrong)
            {
                errors.Add(new InputError($"{job.Pointer}/dependsOn/{index}", wrong));
            }

            if (other is { } known)
            {
                found.Add(known);
            }
        }

        return [.. found];
    }

    /// <summary>What is wrong with waiting for this, which AWS Batch would say only once the jobs before are submitted.</summary>
    private static string? Wrong(IReadOnlyList<PlannedJob> jobs, PlannedJob job, Dependency dependency, Dictionary<string, int> byName, out int? other)
    {
        other = null;
        if (dependency.JobName is not { } name)
        {
            // AWS: SEQUENTIAL without a job chains the children of an array (API_JobDependency).
            return dependency.JobId is null && job.Request.ArraySize is null ? "SEQUENTIAL without a job is for an array, whose children then run one after the other; this job is none." : null;
        }

        if (!byName.TryGetValue(name, out var index))
        {
            return $"'{name}' is not a job of this manifest.{Closest.Question(name, byName.Keys)}";
        }

        other = index;
        // AWS: N_TO_N is between arrays of the same size (user guide, array jobs).
        return dependency.Type == "N_TO_N" && (job.Request.ArraySize is null || job.Request.ArraySize != jobs[index].Request.ArraySize)
            ? $"N_TO_N waits child by child, so both must be arrays of one size: '{name}' {Size(jobs[index])}, '{job.Request.JobName}' {Size(job)}."
            : null;
    }

    private static string Size(PlannedJob job) => job.Request.ArraySize is { } size ? string.Create(CultureInfo.InvariantCulture, $"has {size} children") : "is no array";

    private static InputError Cycle(IReadOnlyList<PlannedJob> jobs, List<List<int>> waitsFor, int[] open)
    {
        // Whoever still waits, waits for somebody who does; going on so long enough ends inside a circle.
        var at = Array.FindIndex(open, count => count > 0);
        for (var step = 0; step < jobs.Count; step++)
        {
            at = waitsFor[at].First(other => open[other] > 0);
        }

        var names = new List<string> { jobs[at].Request.JobName };
        for (var next = waitsFor[at].First(other => open[other] > 0); next != at; next = waitsFor[next].First(other => open[other] > 0))
        {
            names.Add(jobs[next].Request.JobName);
        }

        names.Add(jobs[at].Request.JobName);
        return new InputError($"{jobs[at].Pointer}/dependsOn", $"The jobs wait for each other in a circle: {string.Join(" → ", names)}.");
    }
}

using BatchFunctions.Wire;

namespace BatchFunctions.Manifests;

/// <summary>Puts the jobs of a manifest into an order in which each comes after what it waits for.</summary>
internal static class ManifestOrder
{
    /// <summary>The jobs in dependency order; among those that are free, the order of the file.</summary>
    public static List<PlannedJob> Sort(IReadOnlyList<PlannedJob> jobs, List<InputError> errors)
    {
        var byName = ByName(jobs, errors);
        var waitsFor = jobs.Select(job => Resolve(job, byName, errors)).ToList();
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
        foreach (var job in jobs.Where(job => job.JobName.Length > 0))
        {
            if (!byName.TryAdd(job.JobName, job.Index))
            {
                errors.Add(new InputError(
                    $"{job.Pointer}/jobName",
                    $"'{job.JobName}' is the name of {jobs[byName[job.JobName]].Pointer} too; names tell the jobs of a manifest apart."));
            }
        }

        return byName;
    }

    private static List<int> Resolve(PlannedJob job, Dictionary<string, int> byName, List<InputError> errors)
    {
        var found = new HashSet<int>();
        foreach (var (index, name) in job.DependsOn.Select(dependency => dependency.JobName).Index())
        {
            if (name is null)
            {
                continue;
            }

            if (!byName.TryGetValue(name, out var other))
            {
                errors.Add(new InputError($"{job.Pointer}/dependsOn/{index}", $"'{name}' is not a job of this manifest.{Closest.Question(name, byName.Keys)}"));
            }
            else
            {
                found.Add(other);
            }
        }

        return [.. found];
    }

    private static InputError Cycle(IReadOnlyList<PlannedJob> jobs, List<List<int>> waitsFor, int[] open)
    {
        // Whoever still waits, waits for somebody who does; going on so long enough ends inside a circle.
        var at = Array.FindIndex(open, count => count > 0);
        for (var step = 0; step < jobs.Count; step++)
        {
            at = waitsFor[at].First(other => open[other] > 0);
        }

        var names = new List<string> { jobs[at].JobName };
        for (var next = waitsFor[at].First(other => open[other] > 0); next != at; next = waitsFor[next].First(other => open[other] > 0))
        {
            names.Add(jobs[next].JobName);
        }

        names.Add(jobs[at].JobName);
        return new InputError($"{jobs[at].Pointer}/dependsOn", $"The jobs wait for each other in a circle: {string.Join(" → ", names)}.");
    }
}

namespace LocalBatch.Jobs;

/// <summary>Makes the object of a job from what was submitted.</summary>
internal static class JobFactory
{
    public static Job Create(JobSpec spec, JobBook book, IReadOnlyDictionary<string, string> tags) => new(spec)
    {
        Tags = tags,
        Nodes = spec.Workload?.Nodes is { } nodes ? new(nodes.Count) : null,
        Array = spec.ArraySize == 0
            ? null
            : new(
                spec.ArraySize,
                isSequential: spec.DependsOn.Any(dependency => dependency is { On: null, Type: DependencyType.Sequential }),
                twins: Twins(spec, book),
                spec.CreatedAt),
    };

    /// <summary>An array that has been forgotten meanwhile was over long ago: nothing waits for it any more.</summary>
    private static List<Job> Twins(JobSpec spec, JobBook book) =>
    [
        .. spec.DependsOn
            .Where(dependency => dependency.Type == DependencyType.NToN)
            .Select(dependency => dependency.On is { } key ? book.Find(key) : null)
            .OfType<Job>(),
    ];
}

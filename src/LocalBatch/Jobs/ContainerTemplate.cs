using LocalBatch.Execution;
using LocalBatch.Resources;

namespace LocalBatch.Jobs;

/// <summary>What a job definition says about its container, as far as the engine acts on it.</summary>
internal sealed record ContainerTemplate
{
    /// <summary>Of a definition that does not describe one container, and whose jobs are not served.</summary>
    public static ContainerTemplate None { get; } = new() { Image = "", Command = [], Environment = [], Resources = ResourceRequirements.None };

    public required string Image { get; init; }

    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>So many words of <see cref="Command"/> stand for the image's entry point.</summary>
    public int EntryPointWords { get; init; }

    public required IReadOnlyList<EnvironmentVariable> Environment { get; init; }

    public required ResourceRequirements Resources { get; init; }

    /// <summary>Member <c>linuxParameters.initProcessEnabled</c>.</summary>
    public bool HasInit { get; init; }

    /// <summary>Mounts, limits, secrets and the like. GPUs are among <see cref="Resources"/>.</summary>
    public Surroundings Surroundings { get; init; } = Surroundings.None;

    /// <summary>Option <c>awslogs-group</c>.</summary>
    public string? LogGroup { get; init; }

    /// <summary>Option <c>awslogs-stream-prefix</c>.</summary>
    public string? LogStreamPrefix { get; init; }

    /// <summary>The container with a submission's overrides laid over it.</summary>
    public ContainerTemplate With(ContainerOverrides? overrides) => overrides is null
        ? this
        : this with
        {
            Command = overrides.Command ?? Command,
            Environment = EnvironmentVariable.Merge(Environment, overrides.Environment),
            Resources = Resources.With(overrides.Resources),
        };
}

/// <summary>What a submission changes of its container; <c>null</c> leaves the definition's value.</summary>
internal sealed record ContainerOverrides(
    IReadOnlyList<string>? Command,
    IReadOnlyList<EnvironmentVariable> Environment,
    ResourceRequirements Resources);

/// <summary>One variable of a container.</summary>
internal sealed record EnvironmentVariable(string Name, string Value)
{
    /// <summary>By name: an override wins, the rest of both stays, in the order of first mention.</summary>
    public static IReadOnlyList<EnvironmentVariable> Merge(
        IReadOnlyList<EnvironmentVariable> defaults, IReadOnlyList<EnvironmentVariable> overrides)
    {
        if (overrides.Count == 0)
        {
            return defaults;
        }

        var merged = new OrderedDictionary<string, EnvironmentVariable>();
        foreach (var variable in defaults.Concat(overrides))
        {
            merged[variable.Name] = variable;
        }

        return [.. merged.Values];
    }
}

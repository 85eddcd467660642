using System.Globalization;
using BatchFunctions.Jobs;

namespace BatchFunctions.Manifests;

/// <summary>What AWS Batch has of queues and job definitions.</summary>
internal interface IBatchCatalog
{
    /// <summary>For each of the queues (names or ARNs) what it is, or why it cannot take jobs.</summary>
    Task<IReadOnlyDictionary<string, KnownQueue>> QueuesAsync(IReadOnlyCollection<string> queues, CancellationToken cancellation);

    /// <summary>For each of the definitions (name, name:revision or ARN) what they are, or why they cannot be used.</summary>
    Task<IReadOnlyDictionary<string, KnownDefinition>> DefinitionsAsync(IReadOnlyCollection<string> definitions, CancellationToken cancellation);
}

/// <summary>What a check of a job needs of its queue.</summary>
internal sealed record KnownQueue
{
    /// <summary>Why it cannot take jobs; <c>null</c> where it can.</summary>
    public string? Wrong { get; init; }

    /// <summary>It has a scheduling policy, by which jobs need a share and a priority.</summary>
    public bool HasPolicy { get; init; }

    /// <summary><c>jobQueueType</c>, such as <c>ECS_FARGATE</c>; <c>null</c> where AWS Batch does not say.</summary>
    public string? Type { get; init; }
}

/// <summary>Which of its properties say what a definition's jobs are.</summary>
internal enum DefinitionKind
{
    Container,
    Ecs,
    Eks,
    Nodes,
}

/// <summary>What a check of a job needs of its definition.</summary>
internal sealed record KnownDefinition
{
    /// <summary>Why it cannot be used; <c>null</c> where it can.</summary>
    public string? Wrong { get; init; }

    public bool IsFargate { get; init; }

    public DefinitionKind Kind { get; init; }

    /// <summary>Of its one container; <c>null</c> where it has several, or says nothing.</summary>
    public decimal? Vcpus { get; init; }

    /// <summary>Of its one container, in MiB; <c>null</c> where it has several, or says nothing.</summary>
    public int? MemoryMiB { get; init; }

    /// <summary>It has a <c>schedulingPriority</c>, which jobs need on queues with a policy.</summary>
    public bool HasPriority { get; init; }

    /// <summary>The names among its <c>parameters</c>.</summary>
    public IReadOnlyCollection<string> Parameters { get; init; } = [];

    /// <summary>Its containers by name (empty for a single one, and for nodes), with the words of their commands that have placeholders.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<string> Command)> Containers { get; init; } = [];

    /// <summary>What is wrong with a size that a job asks for beside its definition; a job that asks for nothing has the definition's, which AWS has checked.</summary>
    public string? WrongSize(string? vcpus, int? memoryMiB)
    {
        if (Kind != DefinitionKind.Container || (vcpus is null && memoryMiB is null))
        {
            return null;
        }

        decimal? asked = vcpus is null ? null : decimal.TryParse(vcpus, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (asked is not null && !IsFargate)
        {
            // AWS: on EC2 a vCPU is a share of 1024 that is given whole, and "1.0" is refused too (observed).
            return int.TryParse(vcpus, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) && whole > 0
                ? null
                : $"On EC2 a job has whole vCPUs, 1 or more, not {vcpus}; parts of one are for Fargate.";
        }

        // A value that is no number is told of where it stands.
        return IsFargate && (vcpus is null ? Vcpus : asked) is { } size && (memoryMiB ?? MemoryMiB) is { } memory ? FargateSizes.Wrong(size, memory) : null;
    }
}

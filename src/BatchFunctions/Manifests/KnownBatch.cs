using System.Globalization;
using System.Text.Json;
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

/// <summary>What a job asks of its queue and its definition: whether that fits is known once those are.</summary>
internal sealed record JobAsks
{
    public static readonly JobAsks Nothing = new();

    // AWS: which overrides a definition takes follows from the properties that it has (API_SubmitJob).
    private static readonly string[] Kinds = ["containerOverrides", "ecsPropertiesOverride", "eksPropertiesOverride", "nodeOverrides"];

    public string? Share { get; init; }

    public bool HasPriority { get; init; }

    /// <summary>The names among its <c>parameters</c>.</summary>
    public IReadOnlyCollection<string> Parameters { get; init; } = [];

    /// <summary>The words with placeholders of the command that stands instead of the definition's; <c>null</c> where none does.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Which kinds of overrides it has, by their fields.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];

    /// <summary>The containers that <c>ecsPropertiesOverride</c> names, in order, and the words with placeholders of the commands they get.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<string>? Command)> Containers { get; init; } = [];

    /// <param name="job">With its defaults.</param>
    public static JobAsks Of(JsonElement job) => job.ValueKind != JsonValueKind.Object ? Nothing : new()
    {
        Share = RequestRules.Text(job, "shareIdentifier"),
        HasPriority = Member(job, "schedulingPriorityOverride", JsonValueKind.Number) is not null,
        Parameters = Member(job, "parameters", JsonValueKind.Object) is { } parameters ? [.. parameters.EnumerateObject().Select(entry => entry.Name)] : [],
        Command = Member(job, "containerOverrides", JsonValueKind.Object) is { } overrides ? Words(overrides) : null,
        Overrides = [.. Kinds.Where(kind => Member(job, kind, JsonValueKind.Object) is not null)],
        Containers = [.. Tasks(job).Select(container => (RequestRules.Text(container, "name") ?? "", Words(container)))],
    };

    private static IEnumerable<JsonElement> Tasks(JsonElement job) =>
        Member(job, "ecsPropertiesOverride", JsonValueKind.Object) is { } ecs && Member(ecs, "taskProperties", JsonValueKind.Array) is { } tasks
            ? tasks.EnumerateArray().SelectMany(task => Member(task, "containers", JsonValueKind.Array) is { } list ? list.EnumerateArray() : Enumerable.Empty<JsonElement>())
            : [];

    // AWS: an empty command leaves the definition's (API_ContainerOverrides).
    private static List<string>? Words(JsonElement owner) => Member(owner, "command", JsonValueKind.Array) is { } command && command.GetArrayLength() > 0
        ? [.. Placeholders.Words(command.EnumerateArray().Where(word => word.ValueKind == JsonValueKind.String).Select(word => word.GetString() ?? ""))]
        : null;

    private static JsonElement? Member(JsonElement owner, string name, JsonValueKind kind) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) && value.ValueKind == kind ? value : null;
}

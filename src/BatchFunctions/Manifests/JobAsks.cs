using System.Text.Json;
using BatchFunctions.Jobs;

namespace BatchFunctions.Manifests;

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

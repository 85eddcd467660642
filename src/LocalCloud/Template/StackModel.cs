namespace LocalCloud.Template;

/// <summary>What a template asks for, every expression resolved and every value checked.</summary>
internal sealed record StackModel
{
    /// <summary>A stack of nothing: what <c>--no-template</c> runs.</summary>
    public static readonly StackModel Empty = new();

    public IReadOnlyList<FunctionResource> Functions { get; init; } = [];

    public IReadOnlyList<BucketResource> Buckets { get; init; } = [];

    public IReadOnlyList<QueueResource> Queues { get; init; } = [];

    /// <summary>Names of buses beside <c>default</c>.</summary>
    public IReadOnlyList<string> EventBuses { get; init; } = [];

    public IReadOnlyList<RuleResource> Rules { get; init; } = [];

    public IReadOnlyList<TableResource> Tables { get; init; } = [];

    /// <summary>In the order in which they can be created.</summary>
    public IReadOnlyList<BatchResource> Batch { get; init; } = [];

    /// <summary>Roles whose policies the template says.</summary>
    public IReadOnlyList<RoleResource> Roles { get; init; } = [];

    /// <summary>ARN of the role in an instance profile, by the profile's name.</summary>
    public IReadOnlyDictionary<string, string> InstanceProfiles { get; init; } = new Dictionary<string, string>();

    /// <summary>Resources that mean nothing here: type and logical ids.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Ignored { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>What was left out or made up, each a line for whoever starts the stack.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Schedules of EventBridge Scheduler.</summary>
    public IReadOnlyList<ScheduleResource> Schedules { get; init; } = [];

    /// <summary>The Outputs section, resolved.</summary>
    public IReadOnlyDictionary<string, string> Outputs { get; init; } = new Dictionary<string, string>();
}

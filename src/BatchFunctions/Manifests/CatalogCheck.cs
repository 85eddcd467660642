using System.Text.Json;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;

namespace BatchFunctions.Manifests;

/// <summary>Checks jobs against the queues and definitions that they name, all faults at once. Values in, values out.</summary>
/// <param name="queues">By the names that the manifest uses; one that is not there was not named.</param>
/// <param name="definitions">By the names that the manifest uses.</param>
internal sealed class CatalogCheck(IReadOnlyDictionary<string, KnownQueue> queues, IReadOnlyDictionary<string, KnownDefinition> definitions)
{
    // AWS: which overrides a definition takes follows from the properties that it has (API_SubmitJob).
    private static readonly Dictionary<DefinitionKind, (string Properties, string Overrides)> Kinds = new()
    {
        [DefinitionKind.Container] = ("containerProperties", "containerOverrides"),
        [DefinitionKind.Ecs] = ("ecsProperties", "ecsPropertiesOverride"),
        [DefinitionKind.Eks] = ("eksProperties", "eksPropertiesOverride"),
        [DefinitionKind.Nodes] = ("nodeProperties", "nodeOverrides"),
    };

    private readonly List<InputError> _errors = [];

    /// <param name="root">The manifest.</param>
    /// <param name="jobs">Of the manifest.</param>
    public IReadOnlyList<InputError> Check(JsonElement root, IReadOnlyList<PlannedJob> jobs)
    {
        foreach (var job in jobs.OrderBy(job => job.Index))
        {
            if (_errors.Count >= InputError.Most)
            {
                break;
            }

            var queue = Find(queues, job.Request.JobQueue, $"{job.Pointer}/jobQueue", known => known.Wrong);
            var definition = Find(definitions, job.Request.JobDefinition, $"{job.Pointer}/jobDefinition", known => known.Wrong);
            if (definition is not null)
            {
                CheckDefinition(job, definition);
            }

            if (queue is not null)
            {
                CheckQueue(job, queue, definition);
            }
        }

        CheckRules(root, jobs);

        return _errors;
    }

    /// <summary>The queues that rules name.</summary>
    public static IEnumerable<(string Owner, string Pointer, string JobQueue)> RuleQueues(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("jobs", out var jobs) && jobs.ValueKind == JsonValueKind.Array
            ? Queues(root, "").Concat(jobs.EnumerateArray().SelectMany((job, index) => Queues(job, JsonPointer.Append("/jobs", index))))
            : Queues(root, "");

    private static IEnumerable<(string Owner, string Pointer, string JobQueue)> Queues(JsonElement owner, string pointer) =>
        FailureRuleCheck.Queues(owner, pointer).Select(rule => (pointer, rule.Pointer, rule.JobQueue));

    /// <summary>A job is resubmitted with its definition and its share: the other queue must take both.</summary>
    private void CheckRules(JsonElement root, IReadOnlyList<PlannedJob> jobs)
    {
        var rules = RuleQueues(root).ToList();
        if (rules.Count == 0)
        {
            return;
        }

        var byOwner = jobs.ToDictionary(job => job.Pointer, StringComparer.Ordinal);
        var common = root.TryGetProperty(FailureRuleCheck.Field, out var onFailure) ? onFailure.GetRawText() : null;
        List<PlannedJob> ruledInCommon = [.. jobs.Where(job => job.Request.OnFailure == common)];
        foreach (var (owner, pointer, name) in rules)
        {
            if (Find(queues, name, pointer, known => known.Wrong) is { } queue
                && (byOwner.TryGetValue(owner, out var own) ? [own] : ruledInCommon).Find(job => Unfit(job, queue) is not null) is { } unfit)
            {
                Add(pointer, $"The job queue '{name}' would refuse '{unfit.Request.JobName}': {Unfit(unfit, queue)}");
            }
        }
    }

    private void CheckDefinition(PlannedJob job, KnownDefinition definition)
    {
        if (definition.WrongSize(job.Vcpus, job.MemoryMiB) is { } wrong)
        {
            Add($"{job.Pointer}/containerOverrides/resourceRequirements", wrong);
        }

        var (properties, overrides) = Kinds[definition.Kind];
        foreach (var other in job.Asks.Overrides.Where(other => other != overrides))
        {
            Add($"{job.Pointer}/{other}", $"'{job.Request.JobDefinition}' has {properties}: its jobs take {overrides}, not {other}.");
        }

        if (definition.Kind == DefinitionKind.Nodes && job.Request.ArraySize is not null)
        {
            Add($"{job.Pointer}/arrayProperties", $"'{job.Request.JobDefinition}' is for multi-node jobs, which cannot be arrays.");
        }

        if (definition.Kind == DefinitionKind.Ecs)
        {
            var names = definition.Containers.Select(container => container.Name).ToList();
            foreach (var (index, (name, _)) in job.Asks.Containers.Index().Where(entry => !names.Contains(entry.Item.Name)))
            {
                Add($"{job.Pointer}/ecsPropertiesOverride/taskProperties/0/containers/{index}", $"'{job.Request.JobDefinition}' has no container '{name}'; it has {string.Join(", ", names)}.{Closest.Question(name, names)}");
            }
        }

        foreach (var name in Placeholders.Missing(Commands(job.Asks, definition), name => job.Asks.Parameters.Contains(name) || definition.Parameters.Contains(name)))
        {
            Add($"{job.Pointer}/parameters/{name}", $"The command has Ref::{name}, and neither this job nor '{job.Request.JobDefinition}' gives the parameter a value: parameters: {{ {name}: … }}.");
        }
    }

    /// <summary>The words with placeholders of what the job will run.</summary>
    private static IEnumerable<string> Commands(JobAsks asks, KnownDefinition definition) => definition.Kind switch
    {
        DefinitionKind.Container => asks.Command ?? definition.Containers.SelectMany(container => container.Command),
        DefinitionKind.Ecs => definition.Containers.SelectMany(container => asks.Containers.FirstOrDefault(own => own.Name == container.Name).Command ?? container.Command),
        // Overrides of nodes are for ranges, which need not be those of the definition.
        DefinitionKind.Nodes when asks.Overrides.Count == 0 => definition.Containers.SelectMany(container => container.Command),
        _ => [],
    };

    private void CheckQueue(PlannedJob job, KnownQueue queue, KnownDefinition? definition)
    {
        if (definition is not null && WrongPlatform(queue, definition) is { } platform)
        {
            Add($"{job.Pointer}/jobQueue", $"The job queue '{job.Request.JobQueue}' is for {platform}, and '{job.Request.JobDefinition}' is for {Platform(definition)}.");
        }

        if (!queue.HasPolicy)
        {
            foreach (var (name, _) in new[] { (Name: "shareIdentifier", IsGiven: job.Asks.Share is not null), (Name: "schedulingPriorityOverride", IsGiven: job.Asks.HasPriority) }.Where(field => field.IsGiven))
            {
                Add($"{job.Pointer}/{name}", $"The job queue '{job.Request.JobQueue}' has no scheduling policy, so it takes no {name}: leave it out, or name a queue with a policy.");
            }

            return;
        }

        if (string.IsNullOrEmpty(job.Asks.Share))
        {
            Add($"{job.Pointer}/shareIdentifier", $"The job queue '{job.Request.JobQueue}' has a scheduling policy: say for which share the job counts, shareIdentifier.");
        }

        if (!job.Asks.HasPriority && definition is { HasPriority: false })
        {
            Add($"{job.Pointer}/schedulingPriorityOverride", $"The job queue '{job.Request.JobQueue}' has a scheduling policy: a job there needs a priority, schedulingPriorityOverride (0 to 9999), or schedulingPriority in '{job.Request.JobDefinition}'.");
        }
    }

    /// <summary>Why a job that was made for another queue cannot be resubmitted to this one.</summary>
    private string? Unfit(PlannedJob job, KnownQueue queue)
    {
        var definition = definitions.GetValueOrDefault(job.Request.JobDefinition);

        return definition is { Wrong: null } && WrongPlatform(queue, definition) is { } platform ? $"the queue is for {platform}, and '{job.Request.JobDefinition}' is for {Platform(definition)}."
            : queue.HasPolicy && string.IsNullOrEmpty(job.Asks.Share) ? "the queue has a scheduling policy, and the job no shareIdentifier."
            : !queue.HasPolicy && (job.Asks.Share is not null || job.Asks.HasPriority) ? "the queue has no scheduling policy, and the job a shareIdentifier or a schedulingPriorityOverride."
            : null;
    }

    // AWS: jobQueueType is EKS, ECS or ECS_FARGATE by the compute environments (API_JobQueueDetail); a definition must be for the same.
    private static string? WrongPlatform(KnownQueue queue, KnownDefinition definition) => queue.Type switch
    {
        "ECS_FARGATE" when Platform(definition) != "Fargate" => "Fargate",
        "ECS" when Platform(definition) != "EC2" => "EC2",
        "EKS" when Platform(definition) != "EKS" => "EKS",
        _ => null,
    };

    private static string Platform(KnownDefinition definition) => definition switch
    {
        { Kind: DefinitionKind.Eks } => "EKS",
        { IsFargate: true } => "Fargate",
        _ => "EC2",
    };

    private T? Find<T>(IReadOnlyDictionary<string, T> known, string name, string pointer, Func<T, string?> wrong)
        where T : class
    {
        if (!known.TryGetValue(name, out var found))
        {
            return null;
        }

        if (wrong(found) is { } why)
        {
            Add(pointer, why);
            return null;
        }

        return found;
    }

    private void Add(string pointer, string message)
    {
        if (_errors.Count < InputError.Most)
        {
            _errors.Add(new InputError(pointer, message));
        }
    }
}

using System.Text.RegularExpressions;
using LocalBatch.Api.Model;
using LocalBatch.Jobs;
using LocalBatch.Resources;

namespace LocalBatch.Operations;

/// <summary>What a submission may say.</summary>
internal static partial class SubmitJobRules
{
    /// <summary>Checks that need no look at the state.</summary>
    /// <exception cref="ClientException">The request breaks one of AWS's rules, or asks for what is not served here.</exception>
    public static void CheckShape(SubmitJobRequest request)
    {
        CheckName(request.JobName);
        Require.Not(request.DependsOn?.Count > Limits.Dependencies, AwsTexts.TooManyDependencies);
        RetryRules.Read(request.RetryStrategy);
        RetryRules.Read(request.Timeout);

        // AWS: without a size this is no array job; awsbsub sends an empty arrayProperties with every job (observed).
        Require.Not(
            request.ArrayProperties?.Size is < Limits.SmallestArray or > Limits.LargestArray,
            OwnTexts.ArraySize(request.ArrayProperties?.Size));
        TagRules.Check(request.Tags);
        ConsumableResourceRules.Check(request.ConsumableResourcePropertiesOverride);
    }

    public static void CheckName(string? name) => Require.Not(!NamePattern.IsMatch(Require.Text(name, "jobName")), AwsTexts.JobName);

    public static void CheckPlatform(JobQueue queue, LocalBatch.Jobs.JobDefinition definition)
    {
        if (queue.Environments.All(entry => entry.Environment.Offer.Platform != definition.Platform))
        {
            throw ClientException.Raw(AwsTexts.CapabilityMismatch(JobDefinitionRules.Capability(definition.Platform)));
        }

        // AWS: no multi-node jobs on UNMANAGED environments and on Spot (user guide, multi-node parallel jobs); its text is not known.
        Refuse(definition.Workload?.Nodes is not null && queue.Environments.All(entry => !entry.Environment.Offer.TakesNodes), OwnTexts.NodesNeedOnDemand);
    }

    /// <summary>Whether the overrides are of the definition's kind, and the kind is served.</summary>
    /// <exception cref="ClientException">They are of another kind, or jobs of this kind do not run here.</exception>
    public static void CheckKind(SubmitJobRequest request, JobDefinitionEntry entry)
    {
        var (definition, detail) = (entry.Definition, entry.Detail);
        Refuse(detail.EcsProperties is not null && request.ContainerOverrides is not null, AwsTexts.EcsOverrides);
        Refuse(detail.EksProperties is not null && (request.ContainerOverrides is not null || request.NodeOverrides is not null), AwsTexts.EksOverrides);
        Refuse(detail.EcsProperties is null && request.EcsPropertiesOverride is not null, OwnTexts.OverridesOfOtherKind("ecsPropertiesOverride", "ecsProperties"));
        Refuse(detail.EksProperties is null && request.EksPropertiesOverride is not null, OwnTexts.OverridesOfOtherKind("eksPropertiesOverride", "eksProperties"));
        Refuse(detail.NodeProperties is null && request.NodeOverrides is not null, OwnTexts.OverridesOfOtherKind("nodeOverrides", "nodeProperties"));
        Refuse(detail.NodeProperties is not null && request.ContainerOverrides is not null, OwnTexts.NodesTakeNodeOverrides);
        Refuse(detail.NodeProperties is not null && request.ArrayProperties?.Size is not null, OwnTexts.NodesOrArray);
        PartOverrideRules.Check(request, detail, definition.Platform);
    }

    /// <returns><c>null</c> where nothing is overridden.</returns>
    public static LocalBatch.Jobs.ContainerOverrides? Overrides(LocalBatch.Api.Model.ContainerOverrides? given, Platform platform)
    {
        if (given is null)
        {
            return null;
        }

        Require.Unsupported(given.InstanceType is not null, "containerOverrides.instanceType (multi-node jobs)");
        Require.Not(given.Command?.Contains("") == true, OwnTexts.EmptyCommandToken);
        var legacy = LegacyFields.Of(given);
        Require.Not(platform == Platform.Fargate && legacy.Vcpus is not null, AwsTexts.NotOnFargate("vcpus"));
        Require.Not(platform == Platform.Fargate && legacy.Memory is not null, AwsTexts.NotOnFargate("memory"));
        var resources = given.ResourceRequirements ?? [];
        var overrides = new LocalBatch.Jobs.ContainerOverrides(
            given.Command is { Count: > 0 } command ? command : null,
            EnvironmentRules.Read(given.Environment),
            ResourceRules.Read(resources, legacy));

        return overrides is { Command: null, Environment.Count: 0 } && overrides.Resources == ResourceRequirements.None ? null : overrides;
    }

    public static IReadOnlyList<Dependency> Dependencies(List<JobDependency>? given) => [.. (given ?? []).Select(Dependency)];

    /// <exception cref="ClientException">A job waited for does not exist, or arrays do not fit each other.</exception>
    public static void CheckDependencies(JobSpec spec, JobBook book)
    {
        foreach (var dependency in spec.DependsOn)
        {
            if (dependency.On is not { } key)
            {
                Refuse(spec.ArraySize == 0, OwnTexts.SequentialNeedsArray);
            }
            else if (key.IsNode || book.Look(key) is not { } target)
            {
                throw ClientException.Raw(OwnTexts.UnknownDependency(key.ToString()));
            }
            else if (dependency.Type == DependencyType.NToN)
            {
                Refuse(spec.ArraySize == 0 || target.Spec.ArraySize != spec.ArraySize || key.Index >= 0, OwnTexts.NToNNeedsArrays);
            }
        }
    }

    /// <exception cref="ClientException">Resources or placeholders are wrong once overrides and parameters are merged.</exception>
    public static void CheckContainer(JobSpec spec)
    {
        var container = spec.Definition.Container;
        if (spec.Overrides is not null)
        {
            container = container.With(spec.Overrides);
            ResourceRules.Check(container.Resources, spec.Definition.Platform);
        }

        foreach (var command in Commands(spec, container))
        {
            if (ParameterSubstitution.FirstMissing(command, spec.EffectiveParameters) is { } missing)
            {
                throw ClientException.Raw(AwsTexts.ParameterMissing(missing));
            }
        }
    }

    /// <summary>Every command that parameters are filled into; those of pods have variables of Kubernetes instead.</summary>
    private static IEnumerable<IReadOnlyList<string>> Commands(JobSpec spec, ContainerTemplate container) => spec.Workload switch
    {
        null => [container.Command],
        { Nodes: { } nodes } => nodes.Ranges.SelectMany(range => Commands(range.Task).Append(range.Container.Command)),
        { Task: var task } => Commands(task),
    };

    private static IEnumerable<IReadOnlyList<string>> Commands(TaskTemplate? task) =>
        task is null or { IsPod: true } ? [] : task.Containers.Select(container => container.Template.Command);

    private static Dependency Dependency(JobDependency given)
    {
        DependencyType? type = given.Type?.Value switch { "SEQUENTIAL" => DependencyType.Sequential, "N_TO_N" => DependencyType.NToN, _ => null };
        if (given.JobId is not { Length: > 0 } jobId)
        {
            Refuse(type == DependencyType.NToN, OwnTexts.NToNNeedsArrays);
            Refuse(type is null, OwnTexts.DependencyEmpty);

            return new(null, type);
        }

        return new(JobKey.Parse(jobId) ?? throw ClientException.Raw(OwnTexts.UnknownDependency(jobId)), type);
    }

    private static void Refuse(bool isWrong, string error)
    {
        if (isWrong)
        {
            throw ClientException.Raw(error);
        }
    }

    // AWS: the first character is alphanumeric (API_SubmitJob).
    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_-]{0,127}\z")]
    private static partial Regex NamePattern { get; }
}

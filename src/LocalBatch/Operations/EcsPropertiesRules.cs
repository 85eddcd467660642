using System.Globalization;
using LocalBatch.Api.Model;
using LocalBatch.Resources;

namespace LocalBatch.Operations;

/// <summary>What <c>ecsProperties</c> may say.</summary>
internal static class EcsPropertiesRules
{
    private const int MostContainers = 10;
    private const int ShortestTimeoutSeconds = 2;

    private static readonly string[] Conditions = ["START", "COMPLETE", "SUCCESS"];

    /// <exception cref="ClientException">The properties break one of AWS's rules.</exception>
    public static void Check(EcsProperties? properties, Platform platform)
    {
        if (properties is null)
        {
            return;
        }

        Require.Not(properties.TaskProperties is not { Count: 1 }, OwnTexts.Invalid("ecsProperties.taskProperties", "must have exactly one element"));
        var task = properties.TaskProperties[0];
        var containers = task.Containers;
        Require.Not(containers is not { Count: >= 1 and <= MostContainers }, AwsTexts.TaskContainers);
        Require.Not(containers.Exists(container => string.IsNullOrEmpty(container.Name)) && containers.Count > 1, OwnTexts.IsRequired("containers.name"));
        Require.Not(containers.DistinctBy(container => container.Name).Count() < containers.Count, AwsTexts.TaskContainerNames);
        Require.Not(!containers.Exists(IsEssential), AwsTexts.NoEssential);
        Require.Not(HasCircle(containers), OwnTexts.Invalid("containers.dependsOn", "must not lead back to the container itself"));
        foreach (var container in containers)
        {
            ContainerPropertiesRules.CheckContainer(TaskTemplates.AsContainer(container, task), platform);
            CheckOrder(container, containers);
        }

        // What each says is told of, not their sum, which nobody has written. Inferred: as for a single container, on EC2 no part of a vCPU.
        foreach (var (container, vcpu) in containers.Select(container => (container, ResourceRules.Read(container.ResourceRequirements, (null, null)).Vcpu)))
        {
            Require.Not(
                platform != Platform.Fargate && vcpu is not null && !int.TryParse(vcpu, NumberStyles.None, CultureInfo.InvariantCulture, out _),
                OwnTexts.Invalid($"VCPU of the container '{container.Name}'", $"must be a whole number on EC2, not {vcpu}"));
        }

        ResourceRules.Check(Sum(containers), platform);
    }

    private static bool IsEssential(TaskContainerProperties container) => container.Essential ?? true;

    private static void CheckOrder(TaskContainerProperties container, List<TaskContainerProperties> containers)
    {
        Require.Not(container.StartTimeout < ShortestTimeoutSeconds, OwnTexts.Invalid("containers.startTimeout", "must be at least 2 seconds"));
        Require.Not(container.StopTimeout < ShortestTimeoutSeconds, OwnTexts.Invalid("containers.stopTimeout", "must be at least 2 seconds"));
        foreach (var dependency in container.DependsOn ?? [])
        {
            Require.Not(
                !Conditions.Contains(dependency.Condition),
                OwnTexts.Invalid("containers.dependsOn.condition", $"must be one of {string.Join(", ", Conditions)}"));
            var target = containers.Find(other => other != container && other.Name == dependency.ContainerName);
            Require.Not(
                target is null,
                OwnTexts.Invalid("containers.dependsOn.containerName", $"must name another container of the task, which '{dependency.ContainerName}' does not"));

            // AWS: an essential container is not expected to end before the others (API_TaskContainerDependency).
            Require.Not(
                dependency.Condition != Conditions[0] && target is not null && IsEssential(target),
                OwnTexts.Invalid("containers.dependsOn.condition", $"cannot be {dependency.Condition} for an essential container"));
        }
    }

    /// <summary>Whether containers wait for each other, so that none of them can ever start.</summary>
    private static bool HasCircle(List<TaskContainerProperties> containers)
    {
        var left = containers.ToList();
        for (var before = left.Count + 1; left.Count < before;)
        {
            before = left.Count;
            var waiting = left.Select(container => container.Name).ToHashSet();
            left.RemoveAll(container => !(container.DependsOn ?? []).Exists(dependency => waiting.Contains(dependency.ContainerName)));
        }

        return left.Count > 0;
    }

    /// <summary>What the task needs as a whole. Inferred: a container without requirements of its own shares those of the others.</summary>
    private static ResourceRequirements Sum(List<TaskContainerProperties> containers)
    {
        var each = containers.ConvertAll(container => ResourceRules.Read(container.ResourceRequirements, (null, null)));
        var vcpus = each.Select(resources => resources.Vcpu).OfType<string>().ToList();
        var memory = each.Select(resources => resources.Memory).OfType<string>().ToList();

        return new(
            vcpus.Count == 0 ? null : vcpus.Count == 1 ? vcpus[0] : vcpus.Sum(value => decimal.Parse(value, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture),
            memory.Count == 0 ? null : memory.Sum(value => long.Parse(value, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture),
            null,
            null,
            each.Select(resources => resources.Gpu).FirstOrDefault(gpu => gpu is not null));
    }
}

using LocalBatch.Api.Model;

namespace LocalBatch.Operations;

/// <summary>Lays what a submission says of containers, by their names, over what the definition says.</summary>
internal static class PartOverrides
{
    /// <param name="properties">Of the definition; changed in place.</param>
    public static EcsProperties Apply(EcsProperties properties, EcsPropertiesOverride? overrides)
    {
        foreach (var given in (overrides?.TaskProperties ?? []).SelectMany(task => task.Containers ?? []))
        {
            if (properties.TaskProperties[0].Containers.Find(container => container.Name == given.Name) is { } container)
            {
                container.Command = given.Command is { Count: > 0 } command ? command : container.Command;
                container.Environment = Merge(container.Environment, given.Environment, variable => variable.Name);
                container.ResourceRequirements = Merge(container.ResourceRequirements, given.ResourceRequirements, requirement => requirement.Type?.Value ?? "");
            }
        }

        return properties;
    }

    /// <param name="properties">Of the definition; changed in place.</param>
    // AWS: containers are matched by name, one without is the first; resources replace the definition's (API_EksContainerOverride).
    public static EksProperties Apply(EksProperties properties, EksPropertiesOverride? overrides)
    {
        var (pod, given) = (properties.PodProperties, overrides?.PodProperties);
        foreach (var one in given?.Containers ?? [])
        {
            Apply(pod.Containers, one);
        }

        foreach (var one in given?.InitContainers ?? [])
        {
            Apply(pod.InitContainers ?? [], one);
        }

        if (given?.Metadata is { } metadata)
        {
            pod.Metadata ??= new();
            pod.Metadata.Labels = Merge(pod.Metadata.Labels, metadata.Labels);
            pod.Metadata.Annotations = Merge(pod.Metadata.Annotations, metadata.Annotations);
            pod.Metadata.Namespace = metadata.Namespace ?? pod.Metadata.Namespace;
        }

        return properties;
    }

    /// <param name="container">Of a node; changed in place.</param>
    public static void Apply(ContainerProperties container, ContainerOverrides overrides)
    {
        container.Command = overrides.Command is { Count: > 0 } command ? command : container.Command;
        container.Environment = Merge(container.Environment, overrides.Environment, variable => variable.Name);
        container.ResourceRequirements = Merge(container.ResourceRequirements, overrides.ResourceRequirements, requirement => requirement.Type?.Value ?? "");
        container.InstanceType = overrides.InstanceType ?? container.InstanceType;
        LegacyFields.Override(container, overrides);
    }

    private static void Apply(List<EksContainer> containers, EksContainerOverride given)
    {
        if ((string.IsNullOrEmpty(given.Name) ? containers.FirstOrDefault() : containers.Find(container => PodTemplates.NameOf(container.Name) == given.Name)) is { } container)
        {
            container.Image = given.Image ?? container.Image;
            container.Command = given.Command is { Count: > 0 } command ? command : container.Command;
            container.Args = given.Args is { Count: > 0 } args ? args : container.Args;
            container.Env = Merge(container.Env, given.Env, variable => variable.Name);
            container.Resources = given.Resources ?? container.Resources;
        }
    }

    private static List<T>? Merge<T>(List<T>? defaults, List<T>? overrides, Func<T, string> name) => overrides is not { Count: > 0 }
        ? defaults
        : [.. (defaults ?? []).Select(own => overrides.FindLast(one => name(one) == name(own)) is { } one ? one : own), .. overrides.FindAll(one => defaults?.Exists(own => name(own) == name(one)) != true)];

    private static Dictionary<string, string>? Merge(Dictionary<string, string>? defaults, Dictionary<string, string>? overrides) => overrides is not { Count: > 0 }
        ? defaults
        : (defaults ?? []).Concat(overrides).GroupBy(pair => pair.Key).ToDictionary(pair => pair.Key, pair => pair.Last().Value);
}

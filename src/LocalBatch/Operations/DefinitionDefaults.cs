using LocalBatch.Api.Model;
using LocalBatch.Resources;

namespace LocalBatch.Operations;

/// <summary>What AWS adds to a definition, and drops from it, before it describes it. All else is described as it was sent.</summary>
internal static class DefinitionDefaults
{
    private const string LatestPlatform = "LATEST";

    /// <summary>Lists that were left out are described as empty ones.</summary>
    public static ContainerProperties? Of(ContainerProperties? given, Platform platform)
    {
        if (given is null)
        {
            return null;
        }

        var properties = Copies.Of(given);
        properties.Command ??= [];
        properties.Environment = EnvironmentRules.WithoutEmpty(properties.Environment) ?? [];
        properties.MountPoints ??= [];
        properties.ResourceRequirements ??= [];
        properties.Secrets ??= [];
        properties.Ulimits ??= [];
        properties.Volumes ??= [];
        if (platform == Platform.Fargate)
        {
            // AWS: where no version is given, LATEST is described (observed).
            properties.FargatePlatformConfiguration ??= new();
            properties.FargatePlatformConfiguration.PlatformVersion ??= LatestPlatform;
        }

        return properties;
    }

    public static EcsProperties? Of(EcsProperties? given, Platform platform)
    {
        if (given is null)
        {
            return null;
        }

        var properties = Copies.Of(given);
        WithoutEmpty(properties);
        foreach (var task in properties.TaskProperties.Where(_ => platform == Platform.Fargate))
        {
            task.PlatformVersion ??= LatestPlatform;
        }

        return properties;
    }

    public static NodeProperties? Of(NodeProperties? given)
    {
        if (given is null)
        {
            return null;
        }

        var properties = Copies.Of(given);
        foreach (var range in properties.NodeRangeProperties)
        {
            if (range.Container is { } container)
            {
                container.Environment = EnvironmentRules.WithoutEmpty(container.Environment);
            }

            if (range.EcsProperties is { } ecs)
            {
                WithoutEmpty(ecs);
            }
        }

        return properties;
    }

    private static void WithoutEmpty(EcsProperties properties)
    {
        foreach (var container in properties.TaskProperties.SelectMany(task => task.Containers))
        {
            container.Environment = EnvironmentRules.WithoutEmpty(container.Environment);
        }
    }
}

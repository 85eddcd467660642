using LocalBatch.Api.Model;
using LocalBatch.Resources;
using Model = LocalBatch.Api.Model;

namespace LocalBatch.Operations;

/// <summary>What a submission may say of containers by their names.</summary>
internal static class PartOverrideRules
{
    /// <exception cref="ClientException">A container is not there, or what comes of the overrides breaks one of AWS's rules.</exception>
    public static void Check(SubmitJobRequest request, Model.JobDefinition detail, Platform platform)
    {
        if (request.EcsPropertiesOverride is { } ecs)
        {
            var task = ecs.TaskProperties ?? [];
            Require.Not(task.Count > 1, OwnTexts.Invalid("ecsPropertiesOverride.taskProperties", "must have at most one element"));
            var names = detail.EcsProperties.TaskProperties[0].Containers.ConvertAll(container => container.Name);
            CheckNames(task.SelectMany(one => one.Containers ?? []).Select(container => container.Name), names);
            EcsPropertiesRules.Check(PartOverrides.Apply(Copies.Of(detail.EcsProperties), ecs), platform);
        }

        if (request.EksPropertiesOverride?.PodProperties is { } pod)
        {
            var registered = detail.EksProperties.PodProperties;
            CheckNames(Named(pod.Containers), registered.Containers.ConvertAll(container => PodTemplates.NameOf(container.Name)));
            CheckNames(Named(pod.InitContainers), (registered.InitContainers ?? []).ConvertAll(container => PodTemplates.NameOf(container.Name)));
            EksPropertiesRules.Check(PartOverrides.Apply(Copies.Of(detail.EksProperties), request.EksPropertiesOverride));
        }

        if (request.NodeOverrides is { } nodes)
        {
            NodeOverrideRules.Check(detail.NodeProperties, nodes);
        }
    }

    private static IEnumerable<string> Named(List<EksContainerOverride>? given) => (given ?? []).Select(one => one.Name).Where(name => !string.IsNullOrEmpty(name));

    private static void CheckNames(IEnumerable<string> given, List<string> registered)
    {
        foreach (var name in given.Where(name => !registered.Contains(name)))
        {
            throw ClientException.Raw(OwnTexts.NoSuchContainer(name));
        }
    }
}

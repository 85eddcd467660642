using System.Globalization;
using LocalBatch.Api.Model;

namespace LocalBatch.Operations;

/// <summary>What <c>eksProperties</c> may say. Kubernetes judges the rest when it runs the pod.</summary>
internal static class EksPropertiesRules
{
    private const int MostContainers = 10;
    private const string Mebibytes = "Mi";

    private static readonly string[] DnsPolicies = ["Default", "ClusterFirst", "ClusterFirstWithHostNet"];
    private static readonly string[] PullPolicies = ["Always", "IfNotPresent", "Never"];

    /// <exception cref="ClientException">The properties break one of AWS's rules.</exception>
    public static void Check(EksProperties? properties)
    {
        if (properties is null)
        {
            return;
        }

        var pod = properties.PodProperties ?? throw ClientException.Wrapped(OwnTexts.IsRequired("eksProperties.podProperties"));
        var (containers, before) = (pod.Containers ?? [], pod.InitContainers ?? []);
        Require.Not(containers.Count is 0 or > MostContainers, OwnTexts.Invalid("podProperties.containers", "must have 1 to 10 elements"));
        Require.Not(before.Count > MostContainers, OwnTexts.Invalid("podProperties.initContainers", "must have at most 10 elements"));
        var names = containers.Concat(before).Select(container => container.Name).ToList();
        Require.Not(names.Distinct().Count() < names.Count, OwnTexts.Invalid("podProperties", "must give each container a name of its own"));
        Require.Not(
            pod.DnsPolicy is { } policy && !DnsPolicies.Contains(policy),
            OwnTexts.Invalid("podProperties.dnsPolicy", $"must be one of {string.Join(", ", DnsPolicies)}"));
        CheckVolumes(pod.Volumes ?? []);
        foreach (var container in containers.Concat(before))
        {
            Check(container, pod.Volumes ?? []);
        }
    }

    private static void Check(EksContainer container, List<EksVolume> volumes)
    {
        Require.Not(string.IsNullOrEmpty(container.Image), OwnTexts.IsRequired("podProperties.containers.image"));
        Require.Not(container.Env?.Exists(variable => string.IsNullOrEmpty(variable.Name)) == true, AwsTexts.EnvironmentName);
        Require.Not(
            container.ImagePullPolicy is { } policy && !PullPolicies.Contains(policy),
            OwnTexts.Invalid("podProperties.containers.imagePullPolicy", $"must be one of {string.Join(", ", PullPolicies)}"));
        Require.Not(
            container.VolumeMounts?.Exists(mount => !volumes.Exists(volume => volume.Name == mount.Name)) == true,
            OwnTexts.Invalid("podProperties.containers.volumeMounts.name", "must name one of podProperties.volumes"));
        // Kubernetes: a subPath is relative and never leads up.
        Require.Not(
            container.VolumeMounts?.Exists(mount => mount.SubPath is { } below && (below.StartsWith('/') || below.Split('/').Contains(".."))) == true,
            OwnTexts.Invalid("podProperties.containers.volumeMounts.subPath", "must be a relative path without .."));
        Require.Not(
            container.VolumeMounts?.Exists(mount => mount.MountPath?.StartsWith('/') != true) == true,
            OwnTexts.Invalid("podProperties.containers.volumeMounts.mountPath", "must be an absolute path"));
        var (limits, requests) = (container.Resources?.Limits ?? [], container.Resources?.Requests ?? []);
        foreach (var (name, value) in limits.Concat(requests))
        {
            CheckQuantity(name, value);
        }

        // AWS: memory and GPUs are reserved as they are limited (API_EksContainerResourceRequirements).
        foreach (var name in (string[])["memory", "nvidia.com/gpu"])
        {
            Require.Not(
                limits.TryGetValue(name, out var limit) && requests.TryGetValue(name, out var request) && limit != request,
                OwnTexts.Invalid($"resources.{name}", "must be the same in limits and requests"));
        }
    }

    // AWS: memory in whole MiB, vCPUs in quarters, whole GPUs (API_EksContainerResourceRequirements).
    private static void CheckQuantity(string name, string value)
    {
        switch (name)
        {
            case "memory":
                Require.Not(
                    !value.EndsWith(Mebibytes, StringComparison.Ordinal) || !IsWhole(value[..^Mebibytes.Length]),
                    OwnTexts.Invalid("resources.memory", $"must be a whole number with the suffix Mi, got {value}"));
                break;
            case "cpu":
                Require.Not(
                    !decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var cpu) || cpu <= 0 || cpu % 0.25m != 0,
                    OwnTexts.Invalid("resources.cpu", $"must be a multiple of 0.25, got {value}"));
                break;
            case "nvidia.com/gpu":
                Require.Not(!IsWhole(value), OwnTexts.Invalid("resources.nvidia.com/gpu", $"must be a whole number, got {value}"));
                break;
        }
    }

    private static void CheckVolumes(List<EksVolume> volumes)
    {
        Require.Not(volumes.DistinctBy(volume => volume.Name).Count() < volumes.Count, OwnTexts.Invalid("podProperties.volumes", "must have names of their own"));
        Require.Not(
            volumes.Exists(volume =>
                (volume.HostPath is null ? 0 : 1) + (volume.EmptyDir is null ? 0 : 1) + (volume.Secret is null ? 0 : 1) + (volume.PersistentVolumeClaim is null ? 0 : 1) > 1),
            AwsTexts.VolumeKinds);
    }

    private static bool IsWhole(string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}

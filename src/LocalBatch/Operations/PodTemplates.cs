using System.Globalization;
using LocalBatch.Api.Model;
using LocalBatch.Execution;
using LocalBatch.Jobs;
using LocalBatch.Resources;

namespace LocalBatch.Operations;

/// <summary>Reads what the containers of a pod are to do, <c>eksProperties</c>.</summary>
internal static class PodTemplates
{
    // AWS: of a container without a name (API_EksContainer).
    private const string DefaultName = "Default";
    private const string Mebibytes = "Mi";

    /// <param name="properties">Checked, the submission's overrides laid over them.</param>
    public static TaskTemplate Of(EksProperties properties)
    {
        var pod = properties.PodProperties;
        var before = (pod.InitContainers ?? []).ConvertAll(container => Container(container, pod, isInit: true));
        // Kubernetes: one init container after the other, each must have ended with 0, and only then the rest, all at once.
        var chained = before.Select((container, index) => index == 0 ? container : container with { DependsOn = [After(before[index - 1])] });
        IReadOnlyList<ContainerDependency> gate = before.Count == 0 ? [] : [After(before[^1])];

        return new([.. chained, .. pod.Containers.Select(container => Container(container, pod, isInit: false) with { DependsOn = gate })], IsPod: true);
    }

    public static string NameOf(string? given) => string.IsNullOrEmpty(given) ? DefaultName : given;

    /// <summary>What a container reserves: what it requests, else what it is limited to.</summary>
    // Kubernetes: a limit without a request is the request too. AWS: memory and GPUs are the same in both (API_EksContainerResourceRequirements).
    public static ResourceRequirements Resources(EksContainerResourceRequirements? given)
    {
        return new(Value("cpu"), Value("memory") is { } memory ? memory[..^Mebibytes.Length] : null, null, null, Value("nvidia.com/gpu"));

        string? Value(string name) => given?.Requests?.GetValueOrDefault(name) ?? given?.Limits?.GetValueOrDefault(name);
    }

    private static ContainerDependency After(TaskContainer container) => new(container.Name, ContainerCondition.Success);

    private static TaskContainer Container(EksContainer container, EksPodProperties pod, bool isInit) => new(NameOf(container.Name), new()
    {
        Image = container.Image,
        // AWS: command is the entry point of the image, args its arguments (API_EksContainer).
        Command = [.. container.Command ?? [], .. container.Args ?? []],
        EntryPointWords = container.Command?.Count ?? 0,
        Environment = [.. (container.Env ?? []).Select(variable => new EnvironmentVariable(variable.Name, variable.Value ?? ""))],
        Resources = Resources(container.Resources),
        Surroundings = SurroundingsOf(container, pod),
    })
    {
        IsInit = isInit,
    };

    private static Execution.Surroundings SurroundingsOf(EksContainer container, EksPodProperties pod)
    {
        var security = container.SecurityContext;
        List<string> without = [];
        if (security?.Privileged == true)
        {
            without.Add("securityContext.privileged");
        }

        if (container is { VolumeMounts: not { Count: > 0 }, SecurityContext: null or { RunAsUser: null, ReadOnlyRootFilesystem: not true } } && without.Count == 0)
        {
            return Execution.Surroundings.None;
        }

        return new()
        {
            Mounts = [.. (container.VolumeMounts ?? []).Select(mount => new Mount(
                mount.MountPath, Source((pod.Volumes ?? []).First(volume => volume.Name == mount.Name)), mount.ReadOnly == true) { SubPath = mount.SubPath ?? "" })],
            HasReadOnlyRoot = security?.ReadOnlyRootFilesystem == true,
            User = User(security),
            IsPrivileged = security?.Privileged == true,
            WithoutEffect = without,
        };
    }

    private static string? User(EksContainerSecurityContext? security) => security switch
    {
        { RunAsUser: { } user, RunAsGroup: { } group } => string.Create(CultureInfo.InvariantCulture, $"{user}:{group}"),
        { RunAsUser: { } user } => user.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>A claim is a folder that stays, as an EFS file system is; a volume of no kind is an empty one.</summary>
    private static VolumeSource Source(EksVolume volume) => volume switch
    {
        { HostPath.Path: { Length: > 0 } path } => new VolumeSource.OfHost(path),
        { Secret: { } secret } => new VolumeSource.Secret(secret.SecretName, secret.Optional == true),
        { PersistentVolumeClaim: { } claim } => new VolumeSource.Shared(claim.ClaimName, ""),
        _ => new VolumeSource.OfAttempt(volume.Name),
    };
}

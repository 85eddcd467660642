using LocalBatch.Api.Model;
using LocalBatch.Execution;
using Surroundings = LocalBatch.Execution.Surroundings;
using Ulimit = LocalBatch.Execution.Ulimit;

namespace LocalBatch.Operations;

/// <summary>What <c>containerProperties</c> ask for around the program, for the executor.</summary>
internal static class SurroundingsRules
{
    private const string ReadOnlyOption = "ro";

    /// <returns><see cref="Surroundings.None"/> itself where nothing is asked for: such attempts start the short way.</returns>
    public static Surroundings Of(ContainerProperties properties)
    {
        var linux = properties.LinuxParameters;
        var withoutEffect = WithoutEffect(properties);
        var asksForNothing = properties is { MountPoints: not { Count: > 0 }, Ulimits: not { Count: > 0 }, Secrets: not { Count: > 0 }, User: null or "", LogConfiguration: null or { SecretOptions: not { Count: > 0 } } }
            && properties.ReadonlyRootFilesystem != true
            && linux is null or { Tmpfs: not { Count: > 0 }, Devices: not { Count: > 0 }, SharedMemorySize: null }
            && properties.RuntimePlatform?.CpuArchitecture is null or ""
            && withoutEffect.Count == 0;

        return asksForNothing ? Surroundings.None : new()
        {
            Mounts = [.. (properties.MountPoints ?? []).Select(mount => Mount(mount, properties.Volumes ?? []))],
            HasReadOnlyRoot = properties.ReadonlyRootFilesystem == true,
            Tmpfs = [.. (linux?.Tmpfs ?? []).Select(tmpfs => new TmpfsMount(tmpfs.ContainerPath, tmpfs.Size ?? 1, tmpfs.MountOptions?.Contains(ReadOnlyOption) == true) { Options = string.Join(',', tmpfs.MountOptions ?? []) })],
            SharedMemoryMiB = linux?.SharedMemorySize,
            Devices = [.. (linux?.Devices ?? []).Select(device => new LocalBatch.Execution.Device(device.HostPath, string.IsNullOrEmpty(device.ContainerPath) ? device.HostPath : device.ContainerPath) { Permissions = Permissions(device) })],
            Ulimits = [.. (properties.Ulimits ?? []).Select(limit => new Ulimit(limit.Name, limit.SoftLimit ?? -1, limit.HardLimit ?? -1))],
            User = string.IsNullOrEmpty(properties.User) ? null : properties.User,
            Secrets = [.. (properties.Secrets ?? []).Select(secret => new SecretVariable(secret.Name, secret.ValueFrom))],
            LogSecrets = [.. (properties.LogConfiguration?.SecretOptions ?? []).Select(secret => new SecretVariable(secret.Name, secret.ValueFrom))],
            IsPrivileged = properties.Privileged == true,
            MaxSwapMiB = linux?.MaxSwap,
            Swappiness = linux?.Swappiness,
            Platform = Platform(properties.RuntimePlatform),
            WithoutEffect = withoutEffect,
        };
    }

    // AWS: X86_64 or ARM64 (API_RuntimePlatform); images call them by Go's names.
    private static string? Platform(RuntimePlatform? platform) => platform?.CpuArchitecture switch
    {
        "ARM64" => "linux/arm64",
        "X86_64" => "linux/amd64",
        _ => null,
    };

    // AWS: all three unless the definition names some (API_Device).
    private static string Permissions(LocalBatch.Api.Model.Device device) =>
        device.Permissions is { Count: > 0 } named ? string.Concat(named.Select(permission => char.ToLowerInvariant(permission.ToString()[0]))) : "rwm";

    private static Mount Mount(MountPoint point, List<Volume> volumes) =>
        new(point.ContainerPath, Source(volumes.First(volume => volume.Name == point.SourceVolume)), point.ReadOnly == true);

    /// <summary>An access point and a file system of S3 files are folders of their own, as their root directories are.</summary>
    private static VolumeSource Source(Volume volume) => volume switch
    {
        { EfsVolumeConfiguration: { } efs } => new VolumeSource.Shared(efs.FileSystemId, efs.AuthorizationConfig?.AccessPointId is { Length: > 0 } point ? point : efs.RootDirectory ?? ""),
        { S3filesVolumeConfiguration: { } files } => new VolumeSource.Shared(files.FileSystemArn, files.AccessPointArn is { Length: > 0 } point ? point : files.RootDirectory ?? ""),
        { Host.SourcePath: { Length: > 0 } path } => new VolumeSource.OfHost(path),
        _ => new VolumeSource.OfAttempt(volume.Name),
    };

    // Differs: a process keeps the rights and the swap of who runs the stack.
    private static List<string> WithoutEffect(ContainerProperties properties)
    {
        List<string> names = [];
        if (properties.Privileged == true)
        {
            names.Add("privileged");
        }

        if (properties.LinuxParameters is { MaxSwap: not null } or { Swappiness: not null })
        {
            names.Add("linuxParameters.maxSwap and swappiness");
        }

        return names;
    }
}

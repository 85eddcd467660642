using System.Globalization;
using Docker.DotNet.Models;

namespace LocalBatch.Execution.Docker;

/// <summary>Makes of an attempt what the daemon is asked for, as the agent of ECS asks it. No effects.</summary>
internal static class ContainerRequest
{
    /// <summary>The machine, as containers behind a bridge call it.</summary>
    public const string HostName = "host.docker.internal";

    private const long Mebibyte = 1 << 20;

    // AWS: a vCPU is 1,024 shares (API_ContainerProperties, vcpus); the kernel takes no fewer than 2.
    private const int SharesOfVcpu = 1024;
    private const long LeastShares = 2;

    /// <summary>Docker takes no less, AWS Batch 4 MiB (moby, daemon, memory limits).</summary>
    private const long LeastMemoryMiB = 6;

    // What Docker refuses as too little it refuses below 0.01 CPUs; a quota of less would be none at all (tried on 20.10.24).
    private const long LeastNanoCpus = 10_000_000;

    // Lines are read from the daemon's own file, also by a later life: it must not be cut off at its beginning by the daemon's settings.
    private const string LogDriver = "json-file";
    private const string LogSize = "1000000g";

    /// <param name="attempt">What to run.</param>
    /// <param name="with">What the machine gives it.</param>
    public static CreateContainerParameters Of(Attempt attempt, ContainerGifts with)
    {
        var asked = attempt.Surroundings;
        var command = attempt.Command;
        CreateContainerParameters request = new()
        {
            Name = NameOf(attempt),
            Image = attempt.Image,
            Cmd = [.. command.Skip(attempt.EntryPointWords)],
            Env = [.. with.Variables.Select(variable => $"{variable.Key}={variable.Value}")],
            User = asked.User ?? "",
            Labels = ContainerLabels.Of(attempt, with.StateId, with.Gpus),
            HostConfig = new()
            {
                NetworkMode = with.Network == ContainerNetwork.Host ? "host" : "bridge",
                ExtraHosts = with.Network == ContainerNetwork.Host ? [] : [$"{HostName}:host-gateway"],
                LogConfig = new() { Type = LogDriver, Config = new Dictionary<string, string> { ["max-size"] = LogSize } },
                Memory = Memory(attempt),
                MemorySwap = Swap(attempt),
                MemorySwappiness = asked.Swappiness,
                CPUShares = Math.Max(LeastShares, (long)(attempt.Vcpus * SharesOfVcpu)),
                NanoCPUs = Quota(attempt, with.Processors),
                Binds = [.. with.Binds],
                Tmpfs = asked.Tmpfs.ToDictionary(one => one.ContainerPath, Options),
                ShmSize = (asked.SharedMemoryMiB ?? 0) * Mebibyte,
                ReadonlyRootfs = asked.HasReadOnlyRoot,
                Privileged = asked.IsPrivileged,
                Init = attempt.HasInit ? true : null,
                Devices = [.. asked.Devices.Select(device => new DeviceMapping { PathOnHost = device.HostPath, PathInContainer = device.ContainerPath, CgroupPermissions = device.Permissions })],
                DeviceRequests = with.Gpus.Count == 0 ? [] : [Gpus(with.Gpus)],
                Ulimits = [.. asked.Ulimits.Select(limit => new global::Docker.DotNet.Models.Ulimit { Name = limit.Name, Soft = limit.Soft, Hard = limit.Hard })],
            },
        };
        // An empty entry point would take the image's own away.
        if (attempt.EntryPointWords > 0)
        {
            request.Entrypoint = [.. command.Take(attempt.EntryPointWords)];
        }

        if (asked.Platform is { } platform)
        {
            request.Platform = platform;
        }

        return request;
    }

    /// <summary>By which a daemon finds the container too.</summary>
    public static string NameOf(Attempt attempt) => "localbatch-" + attempt.TaskId;

    private static long Memory(Attempt attempt) =>
        attempt.MemoryMiB is 0 or int.MaxValue ? 0 : Math.Max(LeastMemoryMiB, attempt.MemoryMiB) * Mebibyte;

    // Memory and swap together, where the definition says how much swap. Inferred: else none, as on AWS's images, which have none.
    private static long Swap(Attempt attempt) => Memory(attempt) is var memory and > 0 ? memory + ((attempt.Surroundings.MaxSwapMiB ?? 0) * Mebibyte) : 0;

    /// <summary>On EC2 a vCPU is a share and no ceiling; a task of Fargate has no more than its size.</summary>
    private static long Quota(Attempt attempt, long processors) =>
        attempt.Task is not { IsFargate: true } || attempt.Vcpus <= 0 || attempt.Vcpus >= processors ? 0 : Math.Max(LeastNanoCpus, (long)(attempt.Vcpus * 1_000_000_000m));

    private static string Options(TmpfsMount mount) =>
        string.Create(CultureInfo.InvariantCulture, $"size={mount.SizeMiB}m{(mount.Options.Length == 0 ? "" : ",")}{mount.Options}");

    private static DeviceRequest Gpus(IReadOnlyList<int> gpus) => new()
    {
        Driver = "nvidia",
        DeviceIDs = [.. gpus.Select(gpu => gpu.ToString(CultureInfo.InvariantCulture))],
        Capabilities = [["gpu"]],
    };
}

/// <summary>What the machine gives a container.</summary>
internal sealed record ContainerGifts
{
    /// <summary>Which stack's container it is.</summary>
    public required string StateId { get; init; }

    /// <summary>Its whole environment beside the image's own, secrets among it.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>Entries <c>source:place</c> or <c>source:place:ro</c>.</summary>
    public IReadOnlyList<string> Binds { get; init; } = [];

    /// <summary>GPUs for it alone.</summary>
    public IReadOnlyList<int> Gpus { get; init; } = [];

    public ContainerNetwork Network { get; init; }

    /// <summary>Processors of the daemon's machine; more than these it refuses.</summary>
    public long Processors { get; init; } = long.MaxValue;
}

using System.Globalization;
using LocalBatch.Execution.Processes.Confinement;

namespace LocalBatch.Execution.Processes;

/// <summary>Makes of an attempt what is to be started: finds the program, makes the folder, mounts and limits; or says why it cannot start.</summary>
internal sealed class LaunchFactory(ProcessExecutorOptions options, string root, SpareFolders spare)
{
    private static readonly uint? Caller = uint.TryParse(Environment.GetEnvironmentVariable("SUDO_UID"), NumberStyles.None, CultureInfo.InvariantCulture, out var caller) ? caller : null;

    private readonly GpuPool _gpus = new(options.Gpus);
    private readonly string _shared = Path.GetFullPath(options.SharedFolders ?? Path.Combine(root, "shared"));

    public (Launch? Launch, AttemptEvent.FailedToStart? Failure) Create(Attempt attempt)
    {
        if (attempt.Command.Count == 0)
        {
            return (null, StartError.NoCommand(attempt.Image));
        }

        if ((JobEnvironment.Fault(attempt) ?? DeviceFault(attempt.Surroundings)) is { } fault)
        {
            return (null, StartError.Refused(fault));
        }

        var user = UserOf(attempt.Surroundings);
        if (spare.Take(user) is not { } folder)
        {
            folder = WorkFolder.PathOf(root, attempt.TaskId);
            if (WorkFolder.Make(folder, user) is { } noFolder)
            {
                return (null, StartError.Refused(noFolder));
            }
        }

        var (launch, failure) = Create(attempt, folder, user);
        if (launch is null)
        {
            WorkFolder.Remove(folder, withFiles: false);
            if (attempt.Group is null)
            {
                WorkFolder.Remove(VolumesOf(attempt.TaskId), withFiles: true);
            }
        }

        return (launch is null ? null : launch with { Owner = user }, failure);
    }

    /// <summary>The containers that shared these volumes have ended.</summary>
    public void Release(ContainerGroup group) => WorkFolder.Remove(VolumesOf(group.TaskId), withFiles: true);

    /// <summary>Gives back what the attempt had for itself. Its folder has a policy of its own.</summary>
    public void Release(Launch launch)
    {
        _gpus.Return(launch.Gpus);
        if (launch.Volumes is { } volumes)
        {
            WorkFolder.Remove(volumes, withFiles: true);
        }
    }

    private (Launch? Launch, AttemptEvent.FailedToStart? Failure) Create(Attempt attempt, string folder, JobUser? user)
    {
        var path = JobEnvironment.PathOf(attempt.Environment, options.DefaultPath);
        var (program, failure) = ProgramLookup.Find(attempt.Command[0], path, folder);
        if (program is null)
        {
            return (null, failure);
        }

        var asked = attempt.Surroundings;
        if (asked == Surroundings.None && user is null && !options.Isolate && options.Limits.Count == 0)
        {
            return (new(program, attempt.Command, JobEnvironment.Of(attempt.Environment, options.DefaultPath, folder), folder), null);
        }

        var variables = new Dictionary<string, string>(attempt.Environment, StringComparer.Ordinal);
        if (asked.LogSecrets.FirstOrDefault(secret => options.Secrets.Find(secret.ValueFrom) is null) is { } forLogs)
        {
            return (null, StartError.SecretMissing(forLogs.ValueFrom));
        }

        foreach (var secret in asked.Secrets)
        {
            if (options.Secrets.Find(secret.ValueFrom) is not { } value)
            {
                return (null, StartError.SecretMissing(secret.ValueFrom));
            }

            variables[secret.Name] = value;
        }

        return Confine(attempt, program, variables, folder, user);
    }

    private (Launch? Launch, AttemptEvent.FailedToStart? Failure) Confine(
        Attempt attempt, string program, Dictionary<string, string> variables, string folder, JobUser? user)
    {
        var asked = attempt.Surroundings;
        var ceiling = OwnLimits.Read();
        var limits = Limits.Merge(options.Limits, asked.Ulimits);
        var possible = ceiling.Cut(limits);
        var isWrapped = options.Isolate || asked is { Mounts.Count: > 0 } or { HasReadOnlyRoot: true } or { Tmpfs.Count: > 0 } or { SharedMemoryMiB: not null }
            || asked.Devices.Any(device => device.HostPath != device.ContainerPath);
        var volumes = VolumesOf(attempt.Group?.TaskId ?? attempt.TaskId);
        List<string> words = [.. Limits.Words(possible), .. Limits.Words(user)];
        if (isWrapped)
        {
            IReadOnlyList<BoundMount> mounts;
            try
            {
                mounts = Mounts.Bind(asked.Mounts, new(volumes, _shared, user, options.Secrets, (folder, owner) => FoldersOfUsers.Make(folder, owner, Find)));
            }
            catch (Exception stuck) when (stuck is IOException or UnauthorizedAccessException)
            {
                return (null, StartError.Refused($"a volume cannot be made: {stuck.Message}"));
            }

            if (options.Isolate && !Bubblewrap.IsVisible(program, folder, mounts))
            {
                return (null, StartError.NotInPath(attempt.Command[0]));
            }

            words.AddRange(Bubblewrap.Words(attempt, folder, mounts, options.Isolate));
        }

        if (Missing(words) is { } missing)
        {
            return (null, StartError.Refused(missing));
        }

        if (_gpus.Take(asked.Gpus) is not { } gpus)
        {
            return (null, StartError.Refused($"the job wants {asked.Gpus} GPUs and not as many are free"));
        }

        if (asked.Gpus > 0)
        {
            variables["NVIDIA_VISIBLE_DEVICES"] = variables["CUDA_VISIBLE_DEVICES"] = string.Join(',', gpus);
        }

        var environment = JobEnvironment.Of(variables, options.DefaultPath, folder);
        var command = words.Count == 0 ? attempt.Command : [.. words.Skip(1), program, .. attempt.Command.Skip(1)];

        return (new(
            words.Count == 0 ? program : Find(words[0]) ?? words[0],
            words.Count == 0 ? command : [words[0], .. command],
            environment,
            folder)
        {
            IsWrapped = isWrapped,
            HasOwnInit = options.Isolate && attempt.HasInit,
            Gpus = gpus,
            Volumes = attempt.Group is null && Directory.Exists(volumes) ? volumes : null,
            Notes = [.. Notes(asked, limits, possible)],
        }, null);
    }

    private string VolumesOf(string taskId) => WorkFolder.VolumesOf(root, taskId);

    private static IEnumerable<string> Notes(Surroundings asked, IReadOnlyList<Ulimit> limits, IReadOnlyList<Ulimit> possible)
    {
        List<string> without = [.. asked.WithoutEffect];
        if (asked.User is { } user && !JobUser.MayChoose)
        {
            without.Add($"user {user}");
        }

        if (without.Count > 0)
        {
            yield return $"LocalBatch: without effect on a process: {string.Join(", ", without)}.";
        }

        var cut = limits.Except(possible).Select(limit => limit.Name).ToList();
        if (cut.Count > 0)
        {
            yield return $"LocalBatch: this machine's own limit is lower and holds: {string.Join(", ", cut)}.";
        }
    }

    /// <summary>The definition's user where it may be chosen, else the executor's. Never root, nor anybody of the system, by a definition's word alone.</summary>
    private JobUser? UserOf(Surroundings asked) =>
        !JobUser.MayChoose ? null
        : asked.User is { } name && JobUser.Chosen(name, Caller) is { } user ? user
        : options.User;

    private static string? DeviceFault(Surroundings asked) =>
        asked.Devices.FirstOrDefault(device => !Path.Exists(device.HostPath)) is { } missing
            ? $"error gathering device information while adding custom device \"{missing.HostPath}\": no such file or directory"
            : null;

    private string? Missing(List<string> words) =>
        words.Contains(Bubblewrap.Program) && Find(Bubblewrap.Program) is null
            ? $"volumes, a read-only root, tmpfs, shared memory and --isolate need the program {Bubblewrap.Program}: install the package bubblewrap"
        : words.Find(word => word is Limits.SetLimits or Limits.SetUser && Find(word) is null) is { } tool
            ? $"limits and users need the program {tool}: install the package util-linux"
        : null;

    private string? Find(string tool) => ProgramLookup.Find(tool, options.ToolPath, root).Program;
}

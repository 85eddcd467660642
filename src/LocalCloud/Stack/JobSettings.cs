using LocalBatch.Execution;
using LocalBatch.Execution.Docker;
using LocalBatch.Execution.Processes;
using LocalBatch.Execution.Processes.Confinement;
using LocalBatch.ServiceJobs;
using LocalCloud.State;
using LocalCloud.Template;

namespace LocalCloud.Stack;

/// <summary>What the command line asks for about how jobs run.</summary>
internal sealed record JobSettings
{
    /// <summary>Whom jobs run as where nothing else is said and the stack was started as root.</summary>
    public const string DefaultUser = "nobody";

    public const int UsualFailedFoldersMiB = 10 * 1024;

    /// <summary>What runs jobs, unless the tag of their compute environment says otherwise.</summary>
    public ExecutorKind Executor { get; init; }

    /// <summary>When images are pulled.</summary>
    public PullPolicy Pull { get; init; }

    /// <summary>What network containers have; <c>null</c>: the machine's own, where the daemon runs on it.</summary>
    public ContainerNetwork? Network { get; init; }

    /// <summary>What runs containers.</summary>
    public DaemonAddress Daemon { get; init; } = DaemonAddress.Usual;

    /// <summary>The file in which <c>docker login</c> keeps credentials of registries.</summary>
    public string? LoginsFile { get; init; }

    /// <summary>What network containers have: where the daemon is elsewhere, 127.0.0.1 is not this machine.</summary>
    public ContainerNetwork UsedNetwork => Network ?? (Daemon.IsElsewhere ? ContainerNetwork.Bridge : ContainerNetwork.Host);

    /// <summary>Where a definition's programs are looked up; <c>null</c>: as in most images.</summary>
    public string? Path { get; init; }

    /// <summary>Name or number of the user that jobs run as; <c>null</c>: whoever runs the stack.</summary>
    public string? User { get; init; }

    /// <summary>Limits of every job.</summary>
    public IReadOnlyList<Ulimit> Limits { get; init; } = [];

    public bool Isolate { get; init; }

    /// <summary>Jobs see less of this machine than the stack does, or may: in namespaces of their own, or in containers.</summary>
    public bool IsConfined => Isolate || Executor != ExecutorKind.Process;

    /// <summary>The kernel holds jobs to their memory, where it can.</summary>
    public bool UsesMemoryGroups { get; init; }

    /// <summary>The folder in which an attempt ran stays after it, whatever came of it.</summary>
    public bool KeepsFolders { get; init; }

    /// <summary>Below it each job gets a folder for the files that it leaves; <c>null</c>: they stay, or go, where they are.</summary>
    public string? OutputFolder { get; init; }

    /// <summary>File with the values of secrets.</summary>
    public string? SecretsFile { get; init; }

    /// <summary>Service jobs really run, as containers of their training images; else their course is played.</summary>
    public bool RunsServiceJobs { get; init; }

    /// <summary>File with rules for simulated service jobs.</summary>
    public string? ServiceRulesFile { get; init; }

    /// <summary>GPUs for jobs; <c>null</c>: as many as the NVIDIA device files say.</summary>
    public int? Gpus { get; init; }

    /// <summary>Between SIGTERM and SIGKILL. AWS: ECS_CONTAINER_STOP_TIMEOUT of the agent, 30 s.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What the folders of failed attempts may take up of the disk together.</summary>
    public int FailedFoldersMiB { get; init; } = UsualFailedFoldersMiB;

    public int GpuCount => Gpus ?? (Directory.Exists("/dev") ? Directory.EnumerateFiles("/dev", "nvidia*").Count(file => int.TryParse(file["/dev/nvidia".Length..], out _)) : 0);

    /// <param name="options">What the stack says of its own.</param>
    /// <param name="state">Full path of the state folder.</param>
    /// <exception cref="StartException">There is no such user, it may not be chosen, or the secrets cannot be read.</exception>
    public ProcessExecutorOptions Apply(ProcessExecutorOptions options, string state)
    {
        var user = FindUser();

        return options with
        {
            // Another user cannot reach into the state folder, which is its owner's alone.
            WorkRoot = user is null ? options.WorkRoot : JobFolder.Prepare(state),
            SharedFolders = user is null ? options.SharedFolders : null,
            User = user,
            DefaultPath = Path ?? options.DefaultPath,
            Limits = Limits,
            Isolate = Isolate,
            UsesMemoryGroups = UsesMemoryGroups,
            WorkFolders = KeepsFolders || OutputFolder is not null ? WorkFolderPolicy.KeepAll : options.WorkFolders,
            Secrets = ReadSecrets(),
            Gpus = GpuCount,
            KeptFoldersMiB = FailedFoldersMiB,
            // What containers have, while all that the stack itself makes is for its user alone.
            FileMask = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite,
        };
    }

    /// <exception cref="StartException">The rules cannot be read.</exception>
    public IReadOnlyList<ServiceRule> ReadServiceRules()
    {
        if (ServiceRulesFile is null)
        {
            return [];
        }

        try
        {
            return ServiceRule.Parse(NamedFile.ReadBytes(ServiceRulesFile, NamedFile.LargestSettings));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new StartException($"The rules of {ServiceRulesFile} cannot be used ({exception.Message}); --service-rules takes a JSON array of rules.", exception);
        }
    }

    private JobUser? FindUser()
    {
        if (User is null)
        {
            return null;
        }

        var user = JobUser.Find(User) ?? throw new StartException($"There is no user {User} on this machine; name one that there is with --job-user NAME.");
        if (user.Uid == FileRights.User)
        {
            return null;
        }

        return JobUser.MayChoose ? user : throw new StartException("Only root may run jobs as another user; leave out --job-user, or start the stack as root.");
    }

    private SecretValues ReadSecrets()
    {
        if (SecretsFile is null)
        {
            return SecretValues.None;
        }

        try
        {
            return SecretValues.Parse(NamedFile.ReadText(SecretsFile, NamedFile.LargestSettings));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new StartException($"The secrets of {SecretsFile} cannot be read ({exception.Message}); --secrets takes a file of lines ARN=value, or one JSON object.", exception);
        }
    }
}

using LocalBatch.Execution.Processes.Confinement;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalBatch.Execution.Processes;

/// <summary>Settings of a <see cref="ProcessExecutor"/>.</summary>
public sealed record ProcessExecutorOptions
{
    /// <summary>The <c>PATH</c> that most images set.</summary>
    public static string UsualPath => JobEnvironment.DefaultPath;

    /// <summary>Folder below which each attempt gets its working folder, named by its task id. Created where missing; one executor at a time works in it.</summary>
    public required string WorkRoot { get; init; }

    /// <summary>Where output goes.</summary>
    public required IJobLogs Logs { get; init; }

    /// <summary>Clock of log lines, grace periods and looks at memory.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Where the executor says what its operator should know. Default: nowhere.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>What becomes of working folders.</summary>
    public WorkFolderPolicy WorkFolders { get; init; } = WorkFolderPolicy.KeepFailed;

    /// <summary>Most MiB of the disk that the folders of failed attempts take up together, with <see cref="WorkFolderPolicy.KeepFailed"/>; the oldest go first. Default: 10 GiB.</summary>
    public int KeptFoldersMiB { get; init; } = 10 * 1024;

    /// <summary><c>PATH</c> of jobs that set none, and so where their programs are looked up.</summary>
    public string DefaultPath { get; init; } = JobEnvironment.DefaultPath;

    /// <summary>Whom attempts run as where this program may choose, which root may; <c>null</c>: this program's user.</summary>
    public JobUser? User { get; init; }

    /// <summary>Limits of every attempt; a job definition may go below them.</summary>
    public IReadOnlyList<Ulimit> Limits { get; init; } = [];

    /// <summary>
    /// Every attempt in namespaces of its own by bubblewrap: it sees its folder, its mounts and the system, read-only, and no
    /// process but its own.
    /// </summary>
    public bool Isolate { get; init; }

    /// <summary>
    /// The kernel holds each attempt to its memory, by a control group of its own, where this program's group was handed to it to divide: of
    /// version 1, or of version 2 with glibc from 2.39 on. Elsewhere, and by default, this program looks at memory many times a
    /// second; a group costs each attempt a fraction of a millisecond.
    /// </summary>
    public bool UsesMemoryGroups { get; init; }

    /// <summary>Where bubblewrap, prlimit and setpriv are looked up.</summary>
    internal string ToolPath { get; init; } = JobEnvironment.DefaultPath;

    /// <summary>Rights that files lack which attempts make (umask), such as those to write of group and others; <c>null</c>: as this program's own.</summary>
    public UnixFileMode? FileMask { get; init; }

    /// <summary>Values of secrets that job definitions name.</summary>
    public SecretValues Secrets { get; init; } = SecretValues.None;

    /// <summary>GPUs to hand out, by number from 0.</summary>
    public int Gpus { get; init; }

    /// <summary>Where volumes stay that jobs share, such as EFS file systems; <c>null</c>: below <see cref="WorkRoot"/>.</summary>
    public string? SharedFolders { get; init; }

    /// <summary>Time that attempts still running get between SIGTERM and SIGKILL when the executor is disposed.</summary>
    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(2);
}

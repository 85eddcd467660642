namespace LocalBatch.Execution.Processes;

/// <summary>Settings of a <see cref="ProcessExecutor"/>.</summary>
public sealed record ProcessExecutorOptions
{
    /// <summary>Folder below which each attempt gets its working folder, named by its task id. Created where missing; one executor at a time works in it.</summary>
    public required string WorkRoot { get; init; }

    /// <summary>Where output goes.</summary>
    public required IJobLogs Logs { get; init; }

    /// <summary>Clock of log lines, grace periods and looks at memory.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>What becomes of working folders.</summary>
    public WorkFolderPolicy WorkFolders { get; init; } = WorkFolderPolicy.KeepFailed;

    /// <summary><c>PATH</c> of jobs that set none, and so where their programs are looked up.</summary>
    public string DefaultPath { get; init; } = JobEnvironment.DefaultPath;

    /// <summary>Time that attempts still running get between SIGTERM and SIGKILL when the executor is disposed.</summary>
    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(2);
}

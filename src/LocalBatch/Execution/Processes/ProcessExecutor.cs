using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using LocalBatch.Execution.Processes.Confinement;
using LocalBatch.Execution.Processes.Native;

namespace LocalBatch.Execution.Processes;

/// <summary>
/// Runs attempts as processes of this machine, Linux or macOS: each in a process group and a working folder of its
/// own, with the job's variables and nothing of this program's environment. Ends with its jobs: when it is disposed, and
/// also when this program is killed.
/// </summary>
public sealed class ProcessExecutor : IJobExecutor, IAsyncDisposable
{
    /// <summary>As many as end at one moment; a job that runs long needs none.</summary>
    private const int MostSpareFolders = 64;

    private readonly ProcessExecutorOptions _options;
    private readonly string _root;
    private readonly Spawner _spawner;
    private readonly LiveTable _table;
    private readonly Watchdog _watchdog;
    private readonly ProcessTable _processes;
    private readonly ProcessLoop _loop;
    private readonly SpareFolders _spare;
    private readonly LaunchFactory _launches;
    private readonly KeptFolders? _kept;
    private readonly MemoryGroups? _groups;
    private readonly PosixSignalRegistration _childEnded;
    private int _disposed;

    /// <summary>Ends what an earlier executor in the same folder left running, and is ready.</summary>
    /// <exception cref="PlatformNotSupportedException">Not Linux, not macOS; Windows runs it within WSL.</exception>
    /// <exception cref="IOException">The folder cannot be written, or another executor works in it.</exception>
    public ProcessExecutor(ProcessExecutorOptions options)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("Jobs run as processes on Linux and macOS; on Windows use WSL.");
        }

        _options = options;
        _root = Path.GetFullPath(options.WorkRoot);
        Directory.CreateDirectory(_root);
        _table = new(_root);
        _processes = ProcessTable.OfThisSystem();
        EndEarlierLife();
        if (options.WorkFolders == WorkFolderPolicy.KeepFailed)
        {
            _kept = new(WorkFolder.LeftIn(_root), options.KeptFoldersMiB * 1024L * 1024, stuck => Log.FolderStuck(options.Logger, stuck));
        }

        // Two isolated jobs share the machine's network, over which one can hand a descriptor of its folder to the other: that one
        // would reach into the folder of whoever works in it next.
        _spare = new(options.WorkFolders == WorkFolderPolicy.KeepAll || options.Isolate ? 0 : MostSpareFolders);
        _launches = new(options, _root, _spare);
        _spawner = new(options.FileMask);
        _watchdog = new(_spawner, _table.Path, _root);
        _groups = options.UsesMemoryGroups ? OpenGroups() : null;
        if (options.UsesMemoryGroups && _groups is null)
        {
            Log.NoMemoryGroups(options.Logger);
        }

        _loop = new(_spawner, _table, _processes, _groups, options.Time, options.ShutdownGrace);
        _childEnded = PosixSignalRegistration.Create(PosixSignal.SIGCHLD, _ => _loop.Post(new LoopCommand.Reap()));
    }

    /// <summary>Programs running now.</summary>
    public int RunningCount => _loop.Running;

    /// <summary>Whether the kernel holds attempts to their memory, by control groups; else this program looks at it from outside.</summary>
    public bool HasMemoryGroups => _groups is not null;

    /// <inheritdoc/>
    public async IAsyncEnumerable<AttemptEvent> RunAsync(Attempt attempt, [EnumeratorCancellation] CancellationToken stop)
    {
        // Off the caller's thread, which may be the engine's loop: what follows touches the disk.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

        var (launch, failure) = Prepare(attempt, stop);
        if (launch is null)
        {
            yield return failure ?? throw new InvalidOperationException($"Attempt {attempt.TaskId} has neither a program nor a failure.");
            yield break;
        }

        AttemptEvent end;
        var live = new LiveAttempt(attempt, launch, _options.Logs.Open(attempt.LogGroup, attempt.LogStreamName));
        try
        {
            Note(live);
            _loop.Post(new LoopCommand.Start(live));
            using var stopping = stop.UnsafeRegister(_ => _loop.Post(new LoopCommand.Stop(live, attempt.Grace)), null);
            if (await live.Started.Task.ConfigureAwait(false) is { } notStarted)
            {
                end = notStarted;
            }
            else
            {
                yield return new AttemptEvent.Started();
                end = await live.Ended.Task.ConfigureAwait(false);
            }
        }
        finally
        {
            await CloseAsync(live).ConfigureAwait(false);
        }

        yield return end;
    }

    /// <inheritdoc/>
    public void Forget(IReadOnlyList<string> taskIds)
    {
        if (_options.WorkFolders == WorkFolderPolicy.KeepAll)
        {
            return;
        }

        foreach (var task in taskIds)
        {
            if (WorkFolder.Remove(WorkFolder.PathOf(_root, task), withFiles: true) is { } stuck)
            {
                Log.FolderStuck(_options.Logger, stuck);
            }
        }
    }

    /// <summary>Removes the folder of an executor that works there no more, with all that jobs have left in it, following no link of theirs.</summary>
    /// <returns>Whether it is gone.</returns>
    public static bool RemoveWorkRoot(string workRoot) => FolderRemoval.Remove(workRoot);

    /// <inheritdoc/>
    public void Release(ContainerGroup group) => _launches.Release(group);

    /// <inheritdoc/>
    public void Hurry() => _loop.Post(new LoopCommand.Hurry(_options.ShutdownGrace));

    /// <summary>Stops what still runs: SIGTERM, SIGKILL after <see cref="ProcessExecutorOptions.ShutdownGrace"/>. Every end is still reported.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _loop.DisposeAsync().ConfigureAwait(false);
        if (_kept is { } kept)
        {
            await kept.DisposeAsync().ConfigureAwait(false);
        }

        _spare.Dispose();
        _groups?.Dispose();
        _childEnded.Dispose();
        _watchdog.Dispose();
        _processes.Dispose();
        _table.Dispose();
        _spawner.Dispose();
    }

    private MemoryGroups? OpenGroups()
    {
        if (!OperatingSystem.IsLinux() || MemoryPlace.Find(TextOf("/proc/self/cgroup"), TextOf("/proc/self/mountinfo")) is not { } place || (place.IsUnified && !Libc.HasAttributesSetGroup))
        {
            return null;
        }

        // One executor at a time works in a folder, and so in a group of its name.
        var name = "localbatch-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_root)))[..16];

        return MemoryGroups.Open(place, name, Environment.ProcessId, pid => _ = Libc.SendSignal(pid, Libc.Kill));
    }

    private static string TextOf(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private void EndEarlierLife()
    {
        var left = _table.Read();
        Leftovers.Kill(left, _root, _processes);
        foreach (var entry in left)
        {
            WorkFolder.Remove(WorkFolder.PathOf(_root, entry.Folder), WorkFolder.IsRemoved(_options.WorkFolders, null));
        }

        if (_options.WorkFolders != WorkFolderPolicy.KeepAll)
        {
            // Those that were spare.
            foreach (var folder in WorkFolder.LeftIn(_root))
            {
                WorkFolder.Remove(folder, withFiles: false);
            }
        }

        foreach (var volumes in WorkFolder.VolumesLeftIn(_root))
        {
            WorkFolder.Remove(volumes, withFiles: true);
        }

        _table.Clear();
    }

    private (Launch? Launch, AttemptEvent.FailedToStart? Failure) Prepare(Attempt attempt, CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
        {
            return (null, StartError.Refused("stopped before it was started"));
        }

        return _launches.Create(attempt);
    }

    private void Note(LiveAttempt live)
    {
        foreach (var note in live.Launch.Notes)
        {
            live.Log.Append(_options.Time.GetUtcNow(), Encoding.UTF8.GetBytes(note));
        }
    }

    private void LeaveFolder(LiveAttempt live, int? exitCode)
    {
        if (_options.WorkFolders == WorkFolderPolicy.KeepAll || _spare.Return(live.Launch.Folder, live.Launch.Owner))
        {
            return;
        }

        if (WorkFolder.Remove(live.Launch.Folder, WorkFolder.IsRemoved(_options.WorkFolders, exitCode)) is { } stuck)
        {
            live.Log.Append(_options.Time.GetUtcNow(), Encoding.UTF8.GetBytes(stuck));
        }
        else if (exitCode != 0)
        {
            _kept?.Add(WorkFolder.Rename(live.Launch.Folder, WorkFolder.PathOf(_root, live.Attempt.TaskId)));
        }
    }

    /// <summary>Leaves nothing behind, also where the caller stopped listening in the middle.</summary>
    private async Task CloseAsync(LiveAttempt live)
    {
        var exitCode = default(int?);
        if (await live.Started.Task.ConfigureAwait(false) is null)
        {
            if (!live.Ended.Task.IsCompleted)
            {
                _loop.Post(new LoopCommand.Kill(live));
            }

            exitCode = (await live.Ended.Task.ConfigureAwait(false)).ExitCode;
        }

        LeaveFolder(live, exitCode);

        _launches.Release(live.Launch);
        try
        {
            await live.Log.DisposeAsync().ConfigureAwait(false);
        }
        catch (IOException trouble)
        {
            // The program ended as it ended: a log that cannot be kept does not make another end of it.
            Log.LinesLost(_options.Logger, live.Attempt.JobId, live.Attempt.TaskId, trouble.Message);
        }
    }
}

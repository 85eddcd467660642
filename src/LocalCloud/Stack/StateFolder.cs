using LocalCloud.State;
using LocalCloud.Template;

namespace LocalCloud.Stack;

/// <summary>The folder of everything that survives, held by one stack at a time.</summary>
internal sealed class StateFolder : IDisposable
{
    private const string LockName = "lock";

    private readonly FileStream _lock;

    private StateFolder(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>Makes the folder where it is missing, for its owner only, and holds it until disposed; a crash lets go of it too.</summary>
    /// <exception cref="StartException">It cannot be written, others could have put something into it, or another stack holds it.</exception>
    public static StateFolder Acquire(string folder)
    {
        // What is behind a link counts, not the link.
        var path = System.IO.Path.GetFullPath(folder);
        path = TargetOf(path) ?? path;
        var lockPath = System.IO.Path.Combine(path, LockName);
        try
        {
            if (Directory.Exists(path))
            {
                CheckIsOurs(path, isReachable: true);
            }

            CheckAbove(System.IO.Path.GetFullPath(folder), path);
            Directory.CreateDirectory(path, FileRights.OwnerOnlyFolder);
            CheckIsOurs(path, isReachable: true);
            var isReachable = (System.IO.File.GetUnixFileMode(path) & FileRights.OthersSearch) != 0;
            foreach (var entry in new DirectoryInfo(path).EnumerateFileSystemInfos())
            {
                CheckIsOurs(entry.FullName, isReachable);
                Tighten(entry);
            }

            System.IO.File.SetUnixFileMode(path, FileRights.OwnerOnlyFolder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The state folder {path} cannot be made ({exception.Message}); choose another with --state DIR.", exception);
        }

        try
        {
            return new(path, new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new StartException($"The state folder {path} cannot be written; give yourself the right to, or choose another with --state DIR.", exception);
        }
        catch (IOException exception)
        {
            throw new StartException($"The state folder {path} is in use by another local stack ({exception.Message}); stop that one, or choose another folder with --state DIR.", exception);
        }
    }

    /// <summary>Whether a stack is up, or coming up, whose state is in this folder.</summary>
    public static bool IsHeld(string folder)
    {
        try
        {
            using var free = new FileStream(System.IO.Path.Combine(folder, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

            return false;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>A path within the folder.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => _lock.Dispose();

    private static void CheckAbove(string asGiven, string path)
    {
        if ((Ancestors.Fault(path) ?? Ancestors.Fault(asGiven)) is { } fault)
        {
            throw new StartException(fault + ".");
        }
    }

    // Keys, templates of jobs, events that wait: whoever could put such a file here would have it used as ours.
    private static void CheckIsOurs(string path, bool isReachable)
    {
        if (FileRights.OwnerOf(path) is var owner && owner != FileRights.User)
        {
            throw new StartException($"{path} belongs to another user (id {owner}), who could put keys and jobs there that would be used as yours; choose a state folder of your own with --state DIR.");
        }

        if (TargetOf(path) is { } target)
        {
            if (System.IO.Path.Exists(target))
            {
                CheckIsOurs(target, isReachable: true);
            }

            return;
        }

        if (isReachable && (System.IO.File.GetUnixFileMode(path) & FileRights.OthersWrite) != 0)
        {
            throw new StartException(
                $"Other users may write {path}, and could have put keys and jobs there that would be used as yours; look through it and take that right away with chmod go-w, or choose another state folder with --state DIR.");
        }
    }

    private static string? TargetOf(string path) =>
        new DirectoryInfo(path) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)?.FullName : null;

    // An earlier version, or another umask, let others read.
    private static void Tighten(FileSystemInfo entry)
    {
        if (entry.LinkTarget is null)
        {
            entry.UnixFileMode = entry is DirectoryInfo ? FileRights.OwnerOnlyFolder : FileRights.OwnerOnlyFile;
        }
    }
}

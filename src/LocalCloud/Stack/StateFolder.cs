namespace LocalCloud.Stack;

/// <summary>The folder of everything that survives, held by one stack at a time.</summary>
internal sealed class StateFolder : IDisposable
{
    private readonly FileStream _lock;

    private StateFolder(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>Makes the folder where it is missing, for its owner only, and holds it until disposed; a crash lets go of it too.</summary>
    /// <exception cref="StartException">It cannot be written, or another stack holds it.</exception>
    public static StateFolder Acquire(string folder)
    {
        var path = System.IO.Path.GetFullPath(folder);
        var lockPath = System.IO.Path.Combine(path, "lock");
        try
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
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

    /// <summary>A path within the folder.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => _lock.Dispose();
}

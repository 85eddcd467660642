using Microsoft.Extensions.Logging;

namespace LocalCloud.S3;

/// <summary>
/// Tells of every path that changes below a folder. The system's watcher can end over what happens to a folder, and not say so:
/// then there is a new one, and the folder itself is told, so that everything is looked at.
/// </summary>
internal sealed class ChangeFeed : IAsyncDisposable
{
    private static readonly TimeSpan ProbeEvery = TimeSpan.FromSeconds(30);

    private readonly string _folder;
    private readonly string _probe;
    private readonly ILogger<S3Store> _log;
    private readonly Action<string> _changed;
    private readonly ITimer _timer;

    // The watcher's own thread and the timer's meet here.
    private readonly Lock _gate = new();
    private FileSystemWatcher? _watcher;
    private volatile bool _isHeard = true;

    /// <param name="folder">What to watch, with all below it.</param>
    /// <param name="time">For the probes.</param>
    /// <param name="log">Hears of a watcher that ended.</param>
    /// <param name="changed">Gets each path; may be called on any thread.</param>
    public ChangeFeed(string folder, TimeProvider time, ILogger<S3Store> log, Action<string> changed)
    {
        (_folder, _log, _changed) = (folder, log, changed);
        // No bucket's name begins with a dot.
        _probe = Path.Combine(folder, ".probe");
        _watcher = Watch();
        _timer = time.CreateTimer(_ => Probe(), null, ProbeEvery, ProbeEvery);
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        lock (_gate)
        {
            _watcher?.Dispose();
            _watcher = null;
        }
    }

    private FileSystemWatcher Watch()
    {
        FileSystemWatcher watcher = new(_folder)
        {
            IncludeSubdirectories = true,
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
            InternalBufferSize = 64 * 1024,
        };
        watcher.Created += (_, change) => Tell(change.FullPath);
        watcher.Changed += (_, change) => Tell(change.FullPath);
        watcher.Deleted += (_, change) => Tell(change.FullPath);
        watcher.Renamed += (_, change) =>
        {
            Tell(change.OldFullPath);
            Tell(change.FullPath);
        };
        watcher.Error += (sender, error) => Failed(sender, error.GetException());
        watcher.EnableRaisingEvents = true;

        return watcher;
    }

    private void Tell(string path)
    {
        if (path == _probe)
        {
            _isHeard = true;
        }
        else
        {
            _changed(path);
        }
    }

    private void Failed(object sender, Exception error)
    {
        if (error is InternalBufferOverflowException)
        {
            // Too many changes at once: some were not told. The watcher itself goes on.
            _changed(_folder);
        }
        else
        {
            Renew(sender, error.Message);
        }
    }

    private void Probe()
    {
        if (!_isHeard)
        {
            Renew(_watcher, "it did not tell of a file that was made to try it");
        }

        _isHeard = false;
        try
        {
            File.Delete(_probe);
            File.WriteAllBytes(_probe, []);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            // The folder is gone, or full; whoever uses it hears of that. It says nothing of the watcher.
            _isHeard = true;
        }
    }

    private void Renew(object? ended, string reason)
    {
        lock (_gate)
        {
            if (_watcher is null || ended != _watcher)
            {
                return;
            }

            _watcher.Dispose();
            _log.WatchRenewed(_folder, reason);
            _watcher = Watch();
        }

        _changed(_folder);
    }
}

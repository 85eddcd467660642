using System.Threading.Channels;

namespace LocalCloud.S3;

/// <summary>Notices files that come and go in the folders of buckets, and looks at each once it is whole.</summary>
internal sealed class FolderWatch : IAsyncDisposable
{
    // A file that is being written is looked at again after this long; on Linux we also know when its writer is done.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // A file whose writer stays is looked at less often, and for this many times at most; a change brings it back.
    private const int MaximumLooks = 600;

    private readonly S3Store _store;
    private readonly S3StoreOptions _options;
    private readonly FolderScan _scan;
    private readonly Channel<string> _changes = Channel.CreateUnbounded<string>(new() { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private ChangeFeed? _feed;
    private Task _loop = Task.CompletedTask;

    public FolderWatch(S3Store store, S3StoreOptions options) => (_store, _options, _scan) = (store, options, new(store, options));

    /// <summary>Watches, and looks at what came between opening the store and now.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        _feed = new(_options.Folder, _options.Time, _options.Log, path => _changes.Writer.TryWrite(path));
        await _scan.RunAsync(cancellation);
        _loop = Task.Run(RunAsync, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await (_feed?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var pending = new Dictionary<string, int>(StringComparer.Ordinal);
        try
        {
            while (pending.Count > 0 || await _changes.Reader.WaitToReadAsync(_stop.Token))
            {
                // Many changes of one file come together; it is looked at once, when there has been time to finish it.
                await Task.Delay(Pause, _options.Time, _stop.Token);
                while (_changes.Reader.TryRead(out var path))
                {
                    pending[path] = 0;
                }

                foreach (var (path, looks) in pending.ToList())
                {
                    await LookAsync(pending, path, looks);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The store is closing.
        }
    }

    private async Task LookAsync(Dictionary<string, int> pending, string path, int looks)
    {
        try
        {
            if (await IsDoneAsync(path) || looks >= MaximumLooks)
            {
                pending.Remove(path);
            }
            else
            {
                pending[path] = looks + 1;
            }
        }
        catch (Exception failure) when (!_stop.IsCancellationRequested)
        {
            // One file that cannot be taken must not end the watch of all the others.
            pending.Remove(path);
            _options.Log.NotTaken(path, failure.Message);
        }
    }

    private async Task<bool> IsDoneAsync(string fullPath)
    {
        var parts = Path.GetRelativePath(_options.Folder, fullPath).Split('/', 2);
        if (fullPath == _options.Folder)
        {
            await _scan.RunAsync(_stop.Token);

            return true;
        }

        if (parts.Length < 2 || !BucketName.IsValid(parts[0]) || parts[1].EndsWith(".DS_Store", StringComparison.Ordinal))
        {
            return true;
        }

        if (!Directory.Exists(fullPath))
        {
            return await _scan.LookAsync(parts[0], parts[1], _stop.Token);
        }

        // A new folder may have had files before it was watched.
        foreach (var path in _scan.FilesIn(parts[0], parts[1]).ToList())
        {
            _changes.Writer.TryWrite(Path.Combine(_store.BucketFolder(parts[0]), path));
        }

        return true;
    }
}

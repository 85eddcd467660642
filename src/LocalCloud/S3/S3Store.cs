using System.Threading.Channels;
using LocalCloud.Gateway;

namespace LocalCloud.S3;

/// <summary>
/// Buckets and objects, on disk. One loop owns the index: every call is a turn of that loop, and is answered once files,
/// rows and notifications are on disk.
/// </summary>
internal sealed class S3Store : IAsyncDisposable
{
    private readonly S3StoreOptions _options;
    private readonly S3Desk _desk;
    private readonly Channel<Action> _turns = Channel.CreateUnbounded<Action>(new() { SingleReader = true });
    private readonly Task _loop;
    private FolderWatch? _watch;

    private S3Store(S3StoreOptions options)
    {
        _options = options;
        _desk = new(options);
        Write();
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Files in buckets' folders that nothing can be done about, and of which the user has heard.</summary>
    public ToldOnce Told { get; } = new();

    /// <summary>Reads what the last run left, and looks for files that came or went meanwhile.</summary>
    /// <exception cref="AwsException">A bucket's name is not one that S3 allows.</exception>
    public static async Task<S3Store> OpenAsync(S3StoreOptions options, CancellationToken cancellation)
    {
        Directory.CreateDirectory(options.Folder);
        var store = new S3Store(options);
        await new FolderScan(store, options).RunAsync(cancellation);

        return store;
    }

    /// <summary>From now on files that are copied into a bucket's folder by hand become objects.</summary>
    public async Task WatchAsync(CancellationToken cancellation)
    {
        _watch = new(this, _options);
        await _watch.StartAsync(cancellation);
    }

    /// <summary>A file of our own to write an object to before it is installed.</summary>
    public string NewTemporary() => _desk.Files.NewTemporary(_options.NewId());

    public string BucketFolder(string bucket) => _desk.Files.BucketFolder(bucket);

    /// <summary>Runs one turn, and waits until what it changed is on disk.</summary>
    public async Task<T> RunAsync<T>(Func<S3Desk, T> turn, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var answer = new TaskCompletionSource<(T Result, Task Written)>(TaskCreationOptions.RunContinuationsAsynchronously);
        ObjectDisposedException.ThrowIf(!_turns.Writer.TryWrite(() => Answer(turn, answer)), this);
        var (result, written) = await answer.Task;
        await written;

        return result;
    }

    public async ValueTask DisposeAsync()
    {
        if (_watch is not null)
        {
            await _watch.DisposeAsync();
        }

        _turns.Writer.TryComplete();
        await _loop;
    }

    private async Task RunAsync()
    {
        await foreach (var turn in _turns.Reader.ReadAllAsync())
        {
            turn();
        }
    }

    private void Answer<T>(Func<S3Desk, T> turn, TaskCompletionSource<(T Result, Task Written)> answer)
    {
        try
        {
            var result = turn(_desk);
            answer.SetResult((result, Write()));
        }
        catch (Exception failure)
        {
            // A refusal, or a disk that is full: the caller's, not the loop's. What was decided before it is still written.
            Write();
            answer.SetException(failure);
        }
    }

    private Task Write()
    {
        var (writes, deliveries) = _desk.TakeWork();

        return writes.Count + deliveries.Count == 0
            ? Task.CompletedTask
            : _options.Outbox.AddAsync(deliveries, writer => writes.ForEach(write => write(writer)));
    }
}

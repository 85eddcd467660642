using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace LocalCloud.HttpApi;

/// <summary>
/// Lets in few large bodies at a time, since each takes up its length several times on its way to a function; the others wait with
/// their client. When the last of many has gone, the memory goes back to the system.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Requests may still leave after the server has gone; a semaphore without a wait handle holds nothing of the system.")]
internal sealed class LargeBodies
{
    private const int AtATime = 4;
    private const long Large = 256 * 1024;
    private const long WorthCollecting = 64 * 1024 * 1024;

    private readonly SemaphoreSlim _places = new(AtATime);
    private int _inside;
    private long _bytes;

    /// <summary>Waits for a place where one is needed; disposing what it gives leaves it.</summary>
    public async ValueTask<Place> EnterAsync(HttpRequest request, CancellationToken gone)
    {
        var length = request.ContentLength ?? (request.Headers.TransferEncoding.Count > 0 ? Large : 0);
        if (length < Large)
        {
            return new(null);
        }

        await _places.WaitAsync(gone);
        Interlocked.Increment(ref _inside);
        Interlocked.Add(ref _bytes, length);

        return new(this);
    }

    private void Leave()
    {
        _places.Release();
        if (Interlocked.Decrement(ref _inside) == 0 && Interlocked.Read(ref _bytes) >= WorthCollecting)
        {
            Interlocked.Exchange(ref _bytes, 0);
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    /// <summary>A place among the large bodies, or none where none is needed.</summary>
    internal readonly struct Place(LargeBodies? owner) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            owner?.Leave();

            return ValueTask.CompletedTask;
        }
    }
}

namespace LocalCloud.Stack;

/// <summary>
/// Gives memory back to the system once much work is over: the collector by itself keeps what a load has taken until there is need.
/// While anything goes on it does nothing.
/// </summary>
internal sealed class IdleMemory : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(15);

    // A stack that has nothing to do allocates some hundred kilobytes between two looks.
    private const long Quiet = 4 * 1024 * 1024;
    private const long WorthCollecting = 64 * 1024 * 1024;

    private readonly Func<long> _allocated;
    private readonly Action _collect;
    private readonly ITimer _looks;
    private long _seen;
    private long _collected;

    /// <param name="allocated">Bytes allocated since the start of the process.</param>
    /// <param name="collect">Collects, and gives back what is free.</param>
    public IdleMemory(TimeProvider time, Func<long> allocated, Action collect)
    {
        (_allocated, _collect) = (allocated, collect);
        _looks = time.CreateTimer(_ => Look(), null, LookEvery, LookEvery);
    }

    public static IdleMemory OfThisProcess(TimeProvider time) => new(
        time, () => GC.GetTotalAllocatedBytes(), () => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true));

    public ValueTask DisposeAsync() => _looks.DisposeAsync();

    private void Look()
    {
        var now = _allocated();
        var isQuiet = now - _seen < Quiet;
        _seen = now;
        if (isQuiet && now - _collected >= WorthCollecting)
        {
            _collected = now;
            _collect();
        }
    }
}

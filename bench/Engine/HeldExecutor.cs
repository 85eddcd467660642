using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using LocalBatch.Execution;

namespace Bench.Engine;

/// <summary>Attempts run until they are let go, oldest first; so the machine stays full and the rest waits.</summary>
internal sealed class HeldExecutor : IJobExecutor
{
    private readonly ConcurrentQueue<TaskCompletionSource> _held = [];

    public int Held => _held.Count;

    /// <summary>Lets the oldest attempt exit 0.</summary>
    public bool Release() => _held.TryDequeue(out var held) && held.TrySetResult();

    public async IAsyncEnumerable<AttemptEvent> RunAsync(Attempt attempt, [EnumeratorCancellation] CancellationToken stop)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var stopping = stop.Register(() => held.TrySetResult());
        yield return new AttemptEvent.Started();
        _held.Enqueue(held);
        await held.Task;
        yield return new AttemptEvent.Exited(stop.IsCancellationRequested ? 143 : 0, null);
    }
}

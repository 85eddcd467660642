using System.Runtime.CompilerServices;
using LocalBatch.Execution;

namespace Bench.Engine;

/// <summary>Every attempt starts and exits 0 at once: what is left is the engine's own work.</summary>
internal sealed class InstantExecutor : IJobExecutor
{
    public async IAsyncEnumerable<AttemptEvent> RunAsync(Attempt attempt, [EnumeratorCancellation] CancellationToken stop)
    {
        await Task.CompletedTask;
        yield return new AttemptEvent.Started();
        yield return new AttemptEvent.Exited(0, null);
    }
}

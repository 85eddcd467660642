using LocalBatch.Execution.Processes;
using LocalCloud.Logs;

namespace Bench.Engine;

/// <summary>The executor of programs with its logs, as the local stack puts them together.</summary>
internal sealed class Programs(LogStore logs, ProcessExecutor executor) : IAsyncDisposable
{
    public ProcessExecutor Executor => executor;

    public static Programs In(string folder)
    {
        var logs = LogStore.Open(new() { Path = Path.Combine(folder, "logs.db"), Account = new("us-east-1", "123456789012"), Time = TimeProvider.System });

        return new(logs, new(new() { WorkRoot = Path.Combine(folder, "work"), Logs = logs, Time = TimeProvider.System }));
    }

    public async ValueTask DisposeAsync()
    {
        await executor.DisposeAsync();
        await logs.DisposeAsync();
    }
}

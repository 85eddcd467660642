using LocalBatch.Execution;

namespace LocalBatch.CrashHost;

/// <summary>For jobs whose output nobody asks for.</summary>
internal sealed class SilentLogs : IJobLogs, IJobLogStream
{
    public IJobLogStream Open(string group, string stream) => this;

    public void Append(DateTimeOffset at, ReadOnlySpan<byte> utf8Line)
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

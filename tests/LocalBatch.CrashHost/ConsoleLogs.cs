using System.Text;
using LocalBatch.Execution;

namespace LocalBatch.CrashHost;

/// <summary>Passes the output of jobs on to whoever started this program.</summary>
internal sealed class ConsoleLogs : IJobLogs, IJobLogStream
{
    public IJobLogStream Open(string group, string stream) => this;

    public void Append(DateTimeOffset at, ReadOnlySpan<byte> utf8Line) => Console.WriteLine(Encoding.UTF8.GetString(utf8Line));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

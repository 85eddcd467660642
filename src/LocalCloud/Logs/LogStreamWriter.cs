using LocalBatch.Execution;

namespace LocalCloud.Logs;

/// <summary>The writing end of one stream.</summary>
internal sealed class LogStreamWriter(LogWriter writer, string group, string name) : IJobLogStream
{
    /// <summary>Bytes of one stream that may wait for the writer, so that memory is bounded by the streams that are open.</summary>
    private const long MaxWaiting = 1 << 20;

    /// <summary>What a waiting line costs beside its text.</summary>
    private const int Overhead = 96;

    private long _waiting;

    public string Group { get; } = group;

    public string Name { get; } = name;

    /// <summary>Set by the writer when it meets the stream: the group's and the stream's row.</summary>
    public (long Group, long Stream)? Ids { get; set; }

    public bool IsBehind => Interlocked.Read(ref _waiting) > MaxWaiting;

    public void Append(DateTimeOffset at, ReadOnlySpan<byte> utf8Line)
    {
        Interlocked.Add(ref _waiting, utf8Line.Length + Overhead);
        writer.Add(this, at.ToUnixTimeMilliseconds(), utf8Line.ToArray());
    }

    /// <summary>Called by the writer: the line is committed.</summary>
    public void Forget(int length) => Interlocked.Add(ref _waiting, -(length + Overhead));

    /// <summary>Ends once every line can be read.</summary>
    public async ValueTask DisposeAsync() => await writer.FlushAsync();
}

using LocalBatch.Execution;

namespace LocalCloud.Logs;

/// <summary>A stream that is told all its lines again: those that it has already are passed over.</summary>
/// <param name="stream">Takes the rest.</param>
/// <param name="kept">How many lines it has.</param>
internal sealed class ResumedStream(IJobLogStream stream, long kept) : IJobLogStream
{
    private long _told;

    public bool IsBehind => stream.IsBehind;

    public void Append(DateTimeOffset at, ReadOnlySpan<byte> utf8Line)
    {
        if (++_told > kept)
        {
            stream.Append(at, utf8Line);
        }
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();
}

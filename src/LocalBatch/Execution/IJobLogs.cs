namespace LocalBatch.Execution;

/// <summary>Where the output of jobs goes; the host keeps it the way CloudWatch Logs would.</summary>
public interface IJobLogs
{
    /// <summary>Opens the stream of one attempt, creating group and stream where they are missing.</summary>
    /// <param name="group">Such as <c>/aws/batch/job</c>.</param>
    /// <param name="stream">Such as <c>hello/default/0123…</c>.</param>
    IJobLogStream Open(string group, string stream);

    /// <summary>
    /// Opens the stream of an attempt that an earlier life of this program wrote to, for one that tells all its lines again from
    /// the first on: as many as are kept are passed over, so that each is there once.
    /// </summary>
    /// <param name="group">As of <see cref="Open"/>.</param>
    /// <param name="stream">As of <see cref="Open"/>.</param>
    IJobLogStream Resume(string group, string stream) => Open(group, stream);
}

/// <summary>
/// One attempt's log stream. Written by one writer, in order. Once disposed, every line can be read and survives
/// <c>kill -9</c>; where lines were lost, disposing throws an <see cref="IOException"/>.
/// </summary>
public interface IJobLogStream : IAsyncDisposable
{
    /// <summary>Adds one line.</summary>
    /// <param name="at">When the line was read.</param>
    /// <param name="utf8Line">The line without its end; copied before the call returns.</param>
    void Append(DateTimeOffset at, ReadOnlySpan<byte> utf8Line);

    /// <summary>
    /// True while the store has yet to take much of what was added: the writer then leaves the program's output in
    /// its pipe, so that a program that floods its log waits instead of filling memory. Lines added anyway are kept.
    /// </summary>
    bool IsBehind => false;
}

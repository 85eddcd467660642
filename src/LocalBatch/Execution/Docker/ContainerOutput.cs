using Docker.DotNet;
using LocalBatch.Execution.Processes;

namespace LocalBatch.Execution.Docker;

/// <summary>
/// Takes what a container prints to its log. The daemon keeps it in a file, so that it can be read again from its beginning where the
/// connection broke: lines that were taken already are passed over.
/// </summary>
internal sealed class ContainerOutput(DockerClient client, string container, IJobLogStream log, TimeProvider time)
{
    private const int BufferSize = 65_536;

    /// <summary>Between two looks whether the log has caught up.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(20);

    private long _passed;

    /// <summary>Reads to the end of the container; called again after a failure, goes on where it was.</summary>
    public async Task FollowAsync(CancellationToken cancellation)
    {
        using var output = await client.Containers.GetContainerLogsAsync(
            container, new() { ShowStdout = true, ShowStderr = true, Follow = true }, cancellation).ConfigureAwait(false);
        // Each has lines of its own: a piece of one must not end up in a line of the other.
        Passing news = new(this, log);
        LineSplitter standard = new(news);
        LineSplitter errors = new(news);
        var buffer = new byte[BufferSize];
        while (await output.ReadOutputAsync(buffer, 0, buffer.Length, cancellation).ConfigureAwait(false) is { EOF: false } read)
        {
            var lines = read.Target == MultiplexedStream.TargetStream.StandardError ? errors : standard;
            lines.Feed(time.GetUtcNow(), buffer.AsSpan(0, read.Count));
            while (log.IsBehind)
            {
                await Task.Delay(Breath, time, cancellation).ConfigureAwait(false);
            }
        }

        standard.Finish(time.GetUtcNow());
        errors.Finish(time.GetUtcNow());
    }

    /// <summary>Passes on what has not been passed on before.</summary>
    private sealed class Passing(ContainerOutput output, IJobLogStream log) : IJobLogStream
    {
        private long _seen;

        public void Append(DateTimeOffset at, ReadOnlySpan<byte> utf8Line)
        {
            if (++_seen > output._passed)
            {
                output._passed = _seen;
                log.Append(at, utf8Line);
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

using Docker.DotNet;

namespace LocalBatch.Execution.Docker;

/// <summary>The connection to a daemon, and what is known of it.</summary>
internal sealed class Daemon(DockerExecutorOptions options) : IDisposable
{
    private readonly Lock _gate = new();
    private bool _isTroubled;
    private DaemonFacts? _facts;

    // No version in the calls: any daemon then answers with its own.
    public DockerClient Client { get; } = new DockerClientBuilder().WithEndpoint(options.Endpoint).WithTimeout(Timeout.InfiniteTimeSpan).Build();

    /// <exception cref="Exception">Nobody answers (<see cref="DaemonErrors.IsUnreachable"/>).</exception>
    public async Task<DaemonFacts> FactsAsync(CancellationToken cancellation)
    {
        if (_facts is { } known)
        {
            return known;
        }

        var info = await Client.System.GetSystemInfoAsync(cancellation).ConfigureAwait(false);

        return _facts = new(info.NCPU);
    }

    /// <summary>Nobody answered: said once, until somebody does.</summary>
    public void Report(Exception exception)
    {
        lock (_gate)
        {
            if (!_isTroubled)
            {
                _isTroubled = true;
                Log.Unreachable(options.Logger, options.Endpoint, exception.Message, DaemonErrors.Advice(exception));
            }
        }
    }

    /// <summary>Somebody answered.</summary>
    public void Answered()
    {
        lock (_gate)
        {
            if (_isTroubled)
            {
                _isTroubled = false;
                // It may be another one now.
                _facts = null;
                Log.Back(options.Logger, options.Endpoint);
            }
        }
    }

    public void Dispose() => Client.Dispose();
}

/// <param name="Processors">Of the daemon's machine.</param>
internal sealed record DaemonFacts(long Processors);

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

        var info = await AskAsync((client, patience) => client.System.GetSystemInfoAsync(patience), AnswerTimes.OfLook, cancellation).ConfigureAwait(false);

        return _facts = new(info.NCPU);
    }

    /// <summary>Asks for something that has to be answered in time.</summary>
    /// <exception cref="TimeoutException">It was not: nobody is there any more, although no connection broke.</exception>
    public async Task<T> AskAsync<T>(Func<DockerClient, CancellationToken, Task<T>> ask, TimeSpan limit, CancellationToken cancellation = default)
    {
        using var patience = new CancellationTokenSource(limit, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            return await ask(Client, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException late) when (patience.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer for {limit.TotalSeconds:0} s", late);
        }
    }

    /// <inheritdoc cref="AskAsync{T}"/>
    public Task AskAsync(Func<DockerClient, CancellationToken, Task> ask, TimeSpan limit, CancellationToken cancellation = default) => AskAsync(
        async (client, patience) =>
        {
            await ask(client, patience).ConfigureAwait(false);

            return true;
        },
        limit,
        cancellation);

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

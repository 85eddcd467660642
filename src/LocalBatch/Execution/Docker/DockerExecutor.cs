using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using Docker.DotNet;
using LocalBatch.Execution.Processes;

namespace LocalBatch.Execution.Docker;

/// <summary>
/// Runs attempts as containers of a daemon that speaks Docker's Engine API: Docker's own, or Podman's. Containers outlive this
/// program: a later life takes up what goes on, and what has ended meanwhile, and removes what belongs to no attempt.
/// </summary>
public sealed class DockerExecutor : IJobExecutor, IAsyncDisposable
{
    private readonly DockerExecutorOptions _options;
    private readonly Daemon _daemon;
    private readonly ContainerBook _book;
    private readonly ImagePulls _pulls;
    private readonly VolumeBinds _volumes;
    private readonly GpuPool _gpus;

    // Attempts start and end on threads of their own.
    private readonly ConcurrentDictionary<string, ContainerRun> _running = new(StringComparer.Ordinal);

    /// <summary>Asks the daemon for nothing yet.</summary>
    public DockerExecutor(DockerExecutorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _daemon = new(options);
        _book = new(_daemon, options);
        _pulls = new(_daemon, options);
        _volumes = new(options.WorkRoot, options.SharedFolders ?? Path.Combine(options.WorkRoot, "shared"), options.Secrets);
        _gpus = new(options.Gpus);
    }

    /// <summary>Asks the daemon whether it is there.</summary>
    /// <returns>Why it cannot be used, with what to do about it; <c>null</c> where it can.</returns>
    public async Task<string?> FindTroubleAsync(CancellationToken cancellation)
    {
        try
        {
            await _daemon.FactsAsync(cancellation).ConfigureAwait(false);

            return null;
        }
        catch (Exception exception) when (exception is DockerApiException || DaemonErrors.IsUnreachable(exception))
        {
            return $"the daemon at {_options.Endpoint} does not answer ({exception.Message}); {DaemonErrors.Advice(exception)}";
        }
    }

    /// <summary>The address that containers behind the daemon's bridge have for the machine it runs on.</summary>
    /// <returns><c>null</c> where there is no such bridge, or no daemon.</returns>
    public async Task<IPAddress?> FindBridgeAsync(CancellationToken cancellation)
    {
        try
        {
            var bridge = await _daemon.AskAsync((client, patience) => client.Networks.InspectNetworkAsync("bridge", patience), AnswerTimes.OfLook, cancellation).ConfigureAwait(false);

            return (bridge.IPAM?.Config ?? []).Select(one => IPAddress.TryParse(one.Gateway, out var address) ? address : null).FirstOrDefault(address => address is not null);
        }
        catch (Exception exception) when (exception is DockerApiException || DaemonErrors.IsUnreachable(exception))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlySet<string>> FindLeftAsync(CancellationToken cancellation)
    {
        var left = await _book.FindLeftAsync(cancellation).ConfigureAwait(false);
        foreach (var gpus in _book.GpusLeft)
        {
            _gpus.Occupy(gpus);
        }

        return left;
    }

    /// <inheritdoc/>
    public void KeepOnly(IReadOnlySet<string> taskIds) => _gpus.Return(_book.KeepOnly(taskIds));

    /// <inheritdoc/>
    public async IAsyncEnumerable<AttemptEvent> RunAsync(Attempt attempt, [EnumeratorCancellation] CancellationToken stop)
    {
        // Off the caller's thread, which may be the engine's loop.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

        var left = _book.Take(attempt.TaskId);
        var (id, failure) = left is { } known ? (known.Id, null) : await CreateAsync(attempt, stop).ConfigureAwait(false);
        if (id is null)
        {
            yield return failure ?? throw new InvalidOperationException($"Attempt {attempt.TaskId} has neither a container nor a failure.");
            yield break;
        }

        ContainerRun run = new(_daemon, id, attempt, _options);
        _running[attempt.TaskId] = run;
        AttemptEvent end;
        try
        {
            var hasRun = left is { HasRun: true } || (left is not null && await run.HasRunAsync().ConfigureAwait(false));
            if (!hasRun && await run.StartAsync().ConfigureAwait(false) is { } notStarted)
            {
                end = notStarted;
            }
            else
            {
                yield return new AttemptEvent.Started();
                end = await FollowAsync(run, attempt, left is not null, stop).ConfigureAwait(false);
            }
        }
        finally
        {
            _running.TryRemove(attempt.TaskId, out _);
            _gpus.Return(_book.GpusOf(attempt.TaskId));
        }

        yield return end;
    }

    /// <inheritdoc/>
    public void Acknowledge(string taskId) => _book.Remove(taskId, _volumes.FolderOf(taskId));

    /// <inheritdoc/>
    public void Hurry()
    {
        foreach (var run in _running.Values)
        {
            run.Hurry();
        }
    }

    /// <summary>Waits for removals that are under way. What still runs goes on, for the next life.</summary>
    public async ValueTask DisposeAsync()
    {
        await _book.DisposeAsync().ConfigureAwait(false);
        _daemon.Dispose();
    }

    private async Task<AttemptEvent> FollowAsync(ContainerRun run, Attempt attempt, bool isAgain, CancellationToken stop)
    {
        var log = isAgain ? _options.Logs.Resume(attempt.LogGroup, attempt.LogStreamName) : _options.Logs.Open(attempt.LogGroup, attempt.LogStreamName);
        AttemptEvent end;
        try
        {
            end = await run.EndAsync(log, stop).ConfigureAwait(false);
        }
        finally
        {
            try
            {
                await log.DisposeAsync().ConfigureAwait(false);
            }
            catch (IOException trouble)
            {
                // The container ended as it ended: a log that cannot be kept does not make another end of it.
                Log.LinesLost(_options.Logger, attempt.JobId, attempt.TaskId, trouble.Message);
            }
        }

        return end;
    }

    private async Task<(string? Id, AttemptEvent.FailedToStart? Failure)> CreateAsync(Attempt attempt, CancellationToken stop)
    {
        if (JobEnvironment.Fault(attempt) is { } fault)
        {
            return (null, StartError.Refused(fault));
        }

        var gpus = _gpus.Take(attempt.Surroundings.Gpus);
        if (gpus is null)
        {
            return (null, StartError.Refused($"the job wants {attempt.Surroundings.Gpus} GPUs and not as many are free"));
        }

        var (id, failure) = await PrepareAsync(attempt, gpus, stop).ConfigureAwait(false);
        if (id is null)
        {
            _gpus.Return(gpus);
        }
        else
        {
            _book.Note(attempt, id, gpus);
        }

        return (id, failure);
    }

    private async Task<(string? Id, AttemptEvent.FailedToStart? Failure)> PrepareAsync(Attempt attempt, IReadOnlyList<int> gpus, CancellationToken stop)
    {
        try
        {
            stop.ThrowIfCancellationRequested();
            var (variables, missing) = SecretVariables.Of(attempt, _options.Secrets);
            if (missing is not null)
            {
                return (null, missing);
            }

            if (_options.Pull == PullPolicy.Always && await _pulls.PullAsync(attempt.Image, attempt.Surroundings.Platform, stop).ConfigureAwait(false) is { } notPulled)
            {
                return (null, notPulled);
            }

            var (binds, unmade) = Folders(attempt);
            if (unmade is not null)
            {
                return (null, unmade);
            }

            var facts = await _daemon.FactsAsync(stop).ConfigureAwait(false);
            await _book.PrepareAsync(VolumeBinds.VolumesOf(attempt), ContainerLabels.TaskOf(attempt)).ConfigureAwait(false);

            return await CreateAsync(attempt, new()
            {
                StateId = _book.StateId,
                Variables = variables,
                Binds = binds,
                Gpus = gpus,
                Network = _options.Network,
                Processors = facts.Processors,
            }, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return (null, StartError.Refused("stopped before it was started"));
        }
        catch (DockerApiException refused)
        {
            return (null, new(null, DaemonErrors.Reason("CannotCreateContainerError", DaemonErrors.Text(refused))));
        }
        catch (TimeoutException silence)
        {
            _daemon.Report(silence);

            return (null, new(null, AnswerTimes.Reason("created", AnswerTimes.OfCreate)));
        }
        catch (Exception exception) when (DaemonErrors.IsUnreachable(exception))
        {
            _daemon.Report(exception);

            return (null, new(null, DaemonErrors.Unreachable(_options.Endpoint, exception)));
        }
    }

    /// <summary>What is made in folders of this machine; apart from what is asked of the daemon, whose connection breaks with the same kinds of exception.</summary>
    private (IReadOnlyList<string> Binds, AttemptEvent.FailedToStart? Unmade) Folders(Attempt attempt)
    {
        try
        {
            _ = _book.StateId;

            return (_volumes.Of(attempt), null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return ([], StartError.Refused($"a volume cannot be made: {exception.Message}"));
        }
    }

    private async Task<(string? Id, AttemptEvent.FailedToStart? Failure)> CreateAsync(Attempt attempt, ContainerGifts gifts, CancellationToken stop)
    {
        var request = ContainerRequest.Of(attempt, gifts);
        try
        {
            return (await CreateAsync(attempt, request).ConfigureAwait(false), null);
        }
        catch (DockerImageNotFoundException) when (_options.Pull == PullPolicy.Never)
        {
            return (null, ImagePulls.NotThere(attempt.Image));
        }
        catch (DockerImageNotFoundException) when (_options.Pull == PullPolicy.Missing)
        {
            return await _pulls.PullAsync(attempt.Image, attempt.Surroundings.Platform, stop).ConfigureAwait(false) is { } notPulled
                ? (null, notPulled)
                : (await CreateAsync(attempt, request).ConfigureAwait(false), null);
        }
    }

    private async Task<string> CreateAsync(Attempt attempt, global::Docker.DotNet.Models.CreateContainerParameters request)
    {
        try
        {
            // Not to be stopped in the middle: nobody would know whether there is a container now.
            var made = await _daemon.AskAsync((client, patience) => client.Containers.CreateContainerAsync(request, patience), AnswerTimes.OfCreate).ConfigureAwait(false);
            _daemon.Answered();

            return made.ID;
        }
        catch (Exception exception) when (DaemonErrors.IsUnreachable(exception))
        {
            _book.NoteUnknown(attempt);
            throw;
        }
    }
}

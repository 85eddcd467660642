using Docker.DotNet;
using Docker.DotNet.Models;

namespace LocalBatch.Execution.Docker;

/// <summary>One container from its start to its end: started, followed, stopped. What it is told of is decided by <see cref="ContainerEnds"/>.</summary>
internal sealed class ContainerRun(Daemon daemon, string id, Attempt attempt, DockerExecutorOptions options)
{
    private const string Terminate = "SIGTERM";
    private const string Kill = "SIGKILL";

    /// <summary>Between two looks whether a daemon that has gone away is back.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    /// <summary>Between two looks at a container whose end is being waited for.</summary>
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(30);

    /// <summary>How long the output of a container that has ended may take to end too.</summary>
    private static readonly TimeSpan OutputPatience = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id => id;

    private DockerExecutorOptions Options => options;

    /// <summary>Whether its program was started: a start of a container that has ended would run it once more.</summary>
    public async Task<bool> HasRunAsync()
    {
        try
        {
            return await IsBeyondNewAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DockerApiException || DaemonErrors.IsUnreachable(exception))
        {
            // The start says what is the matter.
            return false;
        }
    }

    /// <summary>
    /// Starts its program; one that runs is left as it is. Where the answer is lost the container is looked at once somebody answers
    /// again, for a while: it may run, and a program that has ended must not run once more.
    /// </summary>
    /// <returns>Why it did not start, else <c>null</c>.</returns>
    public async Task<AttemptEvent.FailedToStart?> StartAsync()
    {
        Absence absence = new(this);
        while (true)
        {
            try
            {
                if (!absence.IsUnderWay || !await IsBeyondNewAsync().ConfigureAwait(false))
                {
                    await daemon.AskAsync((client, patience) => client.Containers.StartContainerAsync(id, new(), patience), AnswerTimes.OfStart).ConfigureAwait(false);
                }

                daemon.Answered();

                return null;
            }
            catch (DockerApiException refused)
            {
                return ContainerEnds.NotStarted(DaemonErrors.Text(refused));
            }
            catch (Exception exception) when (DaemonErrors.IsUnreachable(exception))
            {
                daemon.Report(exception);
                if (absence.IsTooLong(out _))
                {
                    return new(null, DaemonErrors.Unreachable(options.Endpoint, exception));
                }
            }

            await Task.Delay(LookAgain, options.Time).ConfigureAwait(false);
        }
    }

    /// <summary>Follows the started container to its end, its output to the last line.</summary>
    /// <param name="log">Takes the output.</param>
    /// <param name="stop">Asks it to end, as its image wants to be asked, and kills it after its grace.</param>
    public async Task<AttemptEvent.Exited> EndAsync(IJobLogStream log, CancellationToken stop)
    {
        using var over = new CancellationTokenSource();
        ContainerOutput output = new(daemon.Client, id, log, options.Time);
        var following = FollowAsync(output, over.Token);
        var stopping = StopAsync(stop, over.Token);
        var end = await WaitAsync().ConfigureAwait(false);
        var isWhole = await IsOverInTimeAsync(following).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await stopping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!isWhole && end != ContainerEnds.Vanished)
        {
            // Its connection may have died without a word: once more, over another.
            using var patience = new CancellationTokenSource(OutputPatience, options.Time);
            await FollowAsync(output, patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return end;
    }

    private async Task<bool> IsOverInTimeAsync(Task following)
    {
        using var patience = new CancellationTokenSource(OutputPatience, options.Time);
        await following.WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        return following.IsCompleted;
    }

    /// <summary>What is stopped ends as soon as it can.</summary>
    public void Hurry() => _hurry.TrySetResult();

    /// <summary>Reads the output; where the connection breaks, again from its beginning once somebody answers.</summary>
    private async Task FollowAsync(ContainerOutput output, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                await output.FollowAsync(over).ConfigureAwait(false);

                return;
            }
            catch (DockerContainerNotFoundException)
            {
                // Its output is gone with it.
                return;
            }
            catch (Exception exception) when (exception is DockerApiException || DaemonErrors.IsUnreachable(exception))
            {
                await Task.Delay(LookAgain, options.Time, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Waits for the end; for a daemon that has gone away too, for a while.</summary>
    private async Task<AttemptEvent.Exited> WaitAsync()
    {
        Absence absence = new(this);
        while (true)
        {
            try
            {
                var state = await NextStateAsync().ConfigureAwait(false);
                daemon.Answered();
                absence.End();
                if (state is not null && ContainerEnds.HasEnded(state))
                {
                    return ContainerEnds.Of(state);
                }
            }
            catch (DockerContainerNotFoundException)
            {
                return ContainerEnds.Vanished;
            }
            catch (Exception exception) when (exception is DockerApiException || DaemonErrors.IsUnreachable(exception))
            {
                daemon.Report(exception);
                if (absence.IsTooLong(out var patience))
                {
                    return ContainerEnds.Unreachable(patience);
                }
            }

            // Only where the daemon is away, or tells of an end that is none yet.
            await Task.Delay(LookAgain, options.Time).ConfigureAwait(false);
        }
    }

    /// <summary>The state once the daemon has told of the end. Meanwhile it is looked at now and then: an answer may never come over a connection that nobody serves any more.</summary>
    /// <exception cref="TimeoutException">Nobody answers such a look.</exception>
    private async Task<State?> NextStateAsync()
    {
        using var enough = new CancellationTokenSource();
        var waiting = daemon.Client.Containers.WaitContainerAsync(id, enough.Token);
        try
        {
            while (await Task.WhenAny(waiting, Task.Delay(LookAnyway, options.Time, enough.Token)).ConfigureAwait(false) != waiting)
            {
                if (await InspectAsync().ConfigureAwait(false) is { State: { } state } && ContainerEnds.HasEnded(state))
                {
                    return state;
                }
            }

            await waiting.ConfigureAwait(false);

            return (await InspectAsync().ConfigureAwait(false)).State;
        }
        finally
        {
            await enough.CancelAsync().ConfigureAwait(false);
            await ((Task)waiting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task<ContainerInspectResponse> InspectAsync() =>
        daemon.AskAsync((client, patience) => client.Containers.InspectContainerAsync(id, patience), AnswerTimes.OfLook);

    private async Task StopAsync(CancellationToken stop, CancellationToken over)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, over);
        await Task.Delay(Timeout.InfiniteTimeSpan, options.Time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (over.IsCancellationRequested)
        {
            return;
        }

        await SignalAsync(await StopSignalAsync().ConfigureAwait(false), isFirst: true).ConfigureAwait(false);
        await Task.WhenAny(Task.Delay(attempt.Grace, options.Time, over), _hurry.Task).ConfigureAwait(false);
        if (!over.IsCancellationRequested && _hurry.Task.IsCompleted)
        {
            await Task.Delay(Min(attempt.Grace, options.ShutdownGrace), options.Time, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // Again and again: while its daemon is away a container may go on, and nobody else stops it.
        for (var isFirst = true; !over.IsCancellationRequested && !await SignalAsync(Kill, isFirst).ConfigureAwait(false); isFirst = false)
        {
            await Task.Delay(LookAgain, options.Time, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // AWS: the agent stops a container by its image's own signal, as docker stop does (ECS developer guide, StopTask).
    private async Task<string> StopSignalAsync()
    {
        try
        {
            return (await InspectAsync().ConfigureAwait(false)).Config?.StopSignal is { Length: > 0 } own ? own : Terminate;
        }
        catch (Exception exception) when (exception is DockerApiException || DaemonErrors.IsUnreachable(exception))
        {
            return Terminate;
        }
    }

    /// <returns>Whether it was given to the container.</returns>
    private async Task<bool> SignalAsync(string signal, bool isFirst)
    {
        try
        {
            await daemon.AskAsync((client, patience) => client.Containers.KillContainerAsync(id, new() { Signal = signal }, patience), AnswerTimes.OfLook).ConfigureAwait(false);

            return true;
        }
        catch (DockerApiException)
        {
            // It has ended meanwhile: Docker says so with 409, Podman with 500.
            return false;
        }
        catch (Exception exception) when (DaemonErrors.IsUnreachable(exception))
        {
            if (isFirst)
            {
                Log.NotStopped(options.Logger, id, exception.Message);
            }

            return false;
        }
    }

    private async Task<bool> IsBeyondNewAsync() =>
        (await InspectAsync().ConfigureAwait(false)).State is { Status: { } status } && !ContainerEnds.IsNew(status);

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <summary>How long nobody has answered.</summary>
    private sealed class Absence(ContainerRun run)
    {
        private long? _since;

        public bool IsUnderWay => _since is not null;

        public void End() => _since = null;

        /// <summary>Nobody has answered once more.</summary>
        /// <param name="patience">For how long that is borne: who closes the stack does not wait for a daemon that is away.</param>
        public bool IsTooLong(out TimeSpan patience)
        {
            _since ??= run.Options.Time.GetTimestamp();
            patience = run._hurry.Task.IsCompleted ? Min(run.Options.ShutdownGrace, run.Options.DaemonPatience) : run.Options.DaemonPatience;

            return run.Options.Time.GetElapsedTime(_since.Value) >= patience;
        }
    }
}

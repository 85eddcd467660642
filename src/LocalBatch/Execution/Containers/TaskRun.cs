using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace LocalBatch.Execution.Containers;

/// <summary>
/// Runs the containers of a task or pod, each through the executor: starts them as <see cref="ContainerStates"/> says, stops them
/// as it says, and tells of the task as of one attempt. Decides nothing itself.
/// </summary>
internal sealed class TaskRun : IDisposable
{
    private readonly Channel<Message> _messages = Channel.CreateUnbounded<Message>(new() { SingleReader = true });
    private readonly IJobExecutor _executor;
    private readonly TimeProvider _time;
    private readonly Action<Attempt, Exception> _failed;
    private readonly Attempt _task;
    private readonly ContainerStates _states;
    private readonly CancellationTokenSource[] _stops;
    private readonly List<ITimer> _timers = [];

    private TaskRun(IJobExecutor executor, Attempt task, TimeProvider time, Action<Attempt, Exception> failed)
    {
        (_executor, _task, _time, _failed, _states) = (executor, task, time, failed, new(task.Containers));
        _stops = [.. task.Containers.Select(_ => new CancellationTokenSource())];
    }

    /// <inheritdoc cref="IJobExecutor.RunAsync"/>
    /// <param name="executor">Runs each container.</param>
    /// <param name="task">An attempt with several containers.</param>
    /// <param name="time">Clock of start time-outs.</param>
    /// <param name="failed">Hears of an executor that threw, which it must not; the container then failed to start.</param>
    /// <param name="stop">As of <see cref="IJobExecutor.RunAsync"/>: each container is asked to end.</param>
    public static async IAsyncEnumerable<AttemptEvent> RunAsync(
        IJobExecutor executor, Attempt task, TimeProvider time, Action<Attempt, Exception> failed, [EnumeratorCancellation] CancellationToken stop)
    {
        using var run = new TaskRun(executor, task, time, failed);
        using var stopping = stop.UnsafeRegister(_ => run.Post(new Message.Stop()), null);
        var isTold = false;
        run.Advance();
        while (!run._states.IsOver)
        {
            run.Take(await run._messages.Reader.ReadAsync(CancellationToken.None));
            run.Advance();
            if (run._states.IsUp && !isTold)
            {
                isTold = true;
                yield return new AttemptEvent.Started();
            }
        }

        if (task.Containers[0].Attempt.Group is { } group)
        {
            executor.Release(group);
        }

        yield return run._states.End();
    }

    public void Dispose() => _timers.ForEach(timer => timer.Dispose());

    private void Post(Message message) => _messages.Writer.TryWrite(message);

    private void Take(Message message)
    {
        switch (message)
        {
            case Message.Stop:
                _states.Stop();
                break;
            case Message.TooLate(var index):
                _states.WaitedTooLong(index);
                break;
            case Message.Told(var index, AttemptEvent.Started):
                Started(index);
                break;
            case Message.Told(var index, AttemptEvent.Exited(var exitCode, var reason)):
                _states.Ended(index, exitCode, reason);
                break;
            case Message.Told(var index, AttemptEvent.FailedToStart(var exitCode, var reason)):
                _states.Ended(index, exitCode, reason);
                break;
        }
    }

    private void Started(int index)
    {
        _states.Started(index);
        if (_task.Containers[index].StartTimeout is { } timeout)
        {
            _timers.Add(_time.CreateTimer(_ => Post(new Message.TooLate(index)), null, timeout, Timeout.InfiniteTimeSpan));
        }
    }

    private void Advance()
    {
        foreach (var index in _states.TakeReady())
        {
            _ = Task.Run(() => FollowAsync(index));
        }

        foreach (var index in _states.ToStop())
        {
            // The executor's reaction must not run here, and twice asked is once asked.
            _ = _stops[index].CancelAsync();
        }
    }

    /// <summary>Passes on what the executor tells of one container: one end, whatever the executor does.</summary>
    private async Task FollowAsync(int index)
    {
        AttemptEvent end = new AttemptEvent.Exited(null, null);
        try
        {
            await foreach (var told in _executor.RunAsync(_task.Containers[index].Attempt, _stops[index].Token))
            {
                if (told is AttemptEvent.Started)
                {
                    Post(new Message.Told(index, told));
                }
                else
                {
                    end = told;
                }
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            _failed(_task.Containers[index].Attempt, exception);
            end = new AttemptEvent.FailedToStart(null, $"CannotStartContainerError: {exception.Message}");
        }

        Post(new Message.Told(index, end));
    }

    private abstract record Message
    {
        /// <summary>The attempt is to end.</summary>
        public sealed record Stop : Message;

        /// <summary>The container has not ended within its start time-out.</summary>
        public sealed record TooLate(int Index) : Message;

        /// <summary>What the executor told of a container.</summary>
        public sealed record Told(int Index, AttemptEvent Event) : Message;
    }
}

using System.Threading.Channels;
using LocalCloud.Template;
using Microsoft.Extensions.Logging;

namespace LocalCloud.Lambda;

/// <summary>
/// The processes of one function. One loop owns them all: it hands each waiting event to a free process, starts one
/// where there is none, and ends those that take too long, fail to start or have been idle for long.
/// </summary>
internal sealed class FunctionPool : IAsyncDisposable
{
    private readonly FunctionResource _function;
    private readonly FunctionHostOptions _options;
    private readonly EnvironmentLauncher _launcher;
    private readonly NextCalls _calls;
    private readonly ILogger _log;
    private readonly Channel<PoolMessage> _mailbox = Channel.CreateUnbounded<PoolMessage>(new() { SingleReader = true });
    private readonly WaitingEvents _waiting;
    private readonly List<ExecutionEnvironment> _environments = [];
    private readonly List<Task> _endings = [];
    private readonly Task _loop;
    private int _launching;

    public FunctionPool(FunctionResource function, FunctionHostOptions options)
    {
        _function = function;
        _options = options;
        _launcher = new(function, options, Post);
        _calls = new(options.Time, Post, GiveUp, Free);
        _log = options.Loggers.CreateLogger(function.LogicalId);
        _waiting = new(function, options.Time, _log);
        _loop = RunAsync();
    }

    public FunctionResource Function => _function;

    private int Limit => Math.Min(_function.ReservedConcurrentExecutions ?? _options.MaximumConcurrency, _options.MaximumConcurrency);

    public Task<InvocationResult> InvokeAsync(Invocation invocation)
    {
        if (!_mailbox.Writer.TryWrite(new PoolMessage.Invoke(invocation)))
        {
            invocation.Answer(FunctionFailure.Stopped(invocation.RequestId), isError: true);
        }

        return invocation.Result;
    }

    /// <summary>Ends every process; events still waiting or being worked on fail.</summary>
    public async ValueTask DisposeAsync()
    {
        _mailbox.Writer.TryComplete();
        await _loop;
        foreach (var invocation in _waiting.All.Concat(_environments.Select(environment => environment.Current).OfType<Invocation>()))
        {
            invocation.Answer(FunctionFailure.Stopped(invocation.RequestId), isError: true);
        }

        await Task.WhenAll([.. _endings, .. _environments.Select(environment => environment.DisposeAsync().AsTask())]);
        await _launcher.DisposeAsync();
    }

    private void Post(PoolMessage message)
    {
        if (_mailbox.Writer.TryWrite(message))
        {
            return;
        }

        // The pool is stopping: nobody will own this environment, and nobody waits for these answers.
        switch (message)
        {
            case PoolMessage.Launched { Environment: var environment }:
                environment.Process.Kill();
                break;
            case PoolMessage.Next { Waiting: var waiting }:
                waiting.TrySetCanceled();
                break;
            case PoolMessage.Answer { Accepted: var accepted }:
                accepted.TrySetResult(false);
                break;
        }
    }

    private async Task RunAsync()
    {
        await foreach (var message in _mailbox.Reader.ReadAllAsync())
        {
            Take(message);
            HandOut();
            Launch();
        }
    }

    private void Take(PoolMessage message)
    {
        switch (message)
        {
            case PoolMessage.Invoke { Invocation: var invocation }:
                _waiting.Add(invocation);
                break;
            case PoolMessage.Launched { Environment: var environment }:
                _launching--;
                _environments.Add(environment);
                SetTimer(environment, _options.InitLimit, null);
                break;
            case PoolMessage.NotLaunched { Why: var why }:
                _launching--;
                _waiting.Fail(requestId => FunctionFailure.CannotStart(requestId, why));
                break;
            case PoolMessage.Next next:
                _calls.Take(next);
                break;
            case PoolMessage.Heard heard:
                _calls.TakeHeard(heard.Call);
                break;
            case PoolMessage.Answer answer:
                TakeAnswer(answer);
                break;
            case PoolMessage.InitFailed { Environment: var environment, Error: var error } when environment.Phase == EnvironmentPhase.Starting:
                End(environment);
                _waiting.Fail(_ => error);
                break;
            case PoolMessage.Exited exited:
                TakeExit(exited);
                break;
            case PoolMessage.TimeIsUp timeIsUp:
                TakeTimeIsUp(timeIsUp);
                break;
        }
    }

    private void GiveUp(ExecutionEnvironment environment, Invocation unanswered) => Finish(
        environment,
        FunctionFailure.Error("Runtime.NoResponse", $"RequestId: {unanswered.RequestId} Error: The runtime asked for the next event without an answer to this one"),
        isError: true,
        "error");

    private void Free(PoolMessage.Next next)
    {
        var environment = next.Environment;
        environment.Phase = EnvironmentPhase.Idle;
        environment.Next = next;
        SetTimer(environment, _options.IdleLimit, null);
    }

    private void TakeAnswer(PoolMessage.Answer answer)
    {
        var isCurrent = answer.Environment.Current?.RequestId == answer.RequestId;
        if (isCurrent)
        {
            Finish(answer.Environment, answer.Payload, answer.IsError, answer.IsError ? "error" : "success");
            _calls.Answered(answer.Environment);
        }

        answer.Accepted.TrySetResult(isCurrent);
    }

    private void TakeExit(PoolMessage.Exited exited)
    {
        var environment = exited.Environment;
        if (environment.Current is { } current)
        {
            Finish(environment, FunctionFailure.Exited(current.RequestId, exited.ExitCode), isError: true, "error");
        }
        else if (environment.Phase == EnvironmentPhase.Starting)
        {
            _waiting.Fail(requestId => FunctionFailure.Exited(requestId, exited.ExitCode));
        }

        environment.Phase = EnvironmentPhase.Ending;
        _environments.Remove(environment);
        _endings.RemoveAll(ending => ending.IsCompleted);
        _endings.Add(environment.DisposeAsync().AsTask());
    }

    private void TakeTimeIsUp(PoolMessage.TimeIsUp timeIsUp)
    {
        var environment = timeIsUp.Environment;
        if (environment.Phase != timeIsUp.Phase || environment.Current != timeIsUp.Invocation)
        {
            return;
        }

        if (environment.Current is { } current)
        {
            Finish(environment, FunctionFailure.TimedOut(current.RequestId, _function.Timeout), isError: true, "timeout");
        }
        else if (environment.Phase == EnvironmentPhase.Starting)
        {
            _waiting.Fail(requestId => FunctionFailure.TimedOut(requestId, _options.InitLimit));
        }

        End(environment);
    }

    /// <summary>Gives waiting events to free processes, the last one used first, so that the others can end.</summary>
    private void HandOut()
    {
        while (_waiting.Next(Limit) is { } invocation && _environments.FindLast(environment => environment.Phase == EnvironmentPhase.Idle) is { Next: { } next } environment)
        {
            environment.AtHand.Causes = invocation.Lineage.Through(_function.Name);
            if (next.IsGone || !next.Waiting.TrySetResult(new(invocation, _options.Time.GetUtcNow() + _function.Timeout)))
            {
                // It hung up in the meantime.
                End(environment);
                continue;
            }

            _waiting.Take();
            environment.Phase = EnvironmentPhase.Busy;
            environment.Current = invocation;
            environment.Next = null;
            environment.BusySince = _options.Time.GetTimestamp();
            environment.Log.Started(invocation.RequestId);
            SetTimer(environment, _function.Timeout, invocation);
        }
    }

    private void Launch()
    {
        var count = Scaling.NewEnvironments(
            _waiting.Count,
            _launching + _environments.Count(environment => environment.Phase == EnvironmentPhase.Starting),
            _environments.Count(environment => environment.Phase == EnvironmentPhase.Idle),
            _environments.Count(environment => environment.Phase is EnvironmentPhase.Busy or EnvironmentPhase.Ending),
            Limit,
            _options.StartsAtOnce);
        for (; count > 0; count--)
        {
            _launching++;
            _launcher.Launch();
        }

        if (Limit == 0)
        {
            _waiting.Throttle($"ReservedConcurrentExecutions of {_function.LogicalId} is 0");
        }
    }

    /// <summary>Answers the event at hand, and tells the operator where a failed one can be read about.</summary>
    private void Finish(ExecutionEnvironment environment, ReadOnlyMemory<byte> payload, bool isError, string status)
    {
        if (environment.Current is not { } invocation)
        {
            return;
        }

        environment.Current = null;
        environment.Log.Ended(invocation.RequestId, _options.Time.GetElapsedTime(environment.BusySince), environment.Process.PeakMiB, status);
        if (isError)
        {
            Log.FunctionFailed(_log, _function.LogicalId, invocation.RequestId, FunctionError.Describe(payload.Span), _function.Logging.Group, environment.Log.StreamName);
        }

        invocation.Answer(payload, isError);
    }

    private static void End(ExecutionEnvironment environment)
    {
        environment.Phase = EnvironmentPhase.Ending;
        environment.Next?.Waiting.TrySetCanceled();
        environment.Early?.Next.Waiting.TrySetCanceled();
        environment.Process.Kill();
    }

    private void SetTimer(ExecutionEnvironment environment, TimeSpan after, Invocation? invocation)
    {
        var phase = environment.Phase;
        environment.Timer?.Dispose();
        environment.Timer = _options.Time.CreateTimer(
            _ => Post(new PoolMessage.TimeIsUp(environment, phase, invocation)), null, after, Timeout.InfiniteTimeSpan);
    }
}

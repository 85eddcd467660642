using LocalCloud.Gateway;

namespace LocalCloud.Lambda;

/// <summary>Everything that can happen to a function's processes; the pool's loop takes them one by one.</summary>
internal abstract record PoolMessage
{
    private PoolMessage()
    {
    }

    internal sealed record Invoke(Invocation Invocation) : PoolMessage;

    /// <summary>A process is up, its Runtime API waiting for it.</summary>
    internal sealed record Launched(ExecutionEnvironment Environment) : PoolMessage;

    /// <summary>No process could be started.</summary>
    internal sealed record NotLaunched(string Why) : PoolMessage;

    /// <summary>The process asks for its next event.</summary>
    internal sealed record Next(ExecutionEnvironment Environment, Arrival? Asking, TaskCompletionSource<Delivery> Waiting) : PoolMessage
    {
        /// <summary>Nobody waits for the answer any more.</summary>
        public bool IsGone => Waiting.Task.IsCanceled || Asking is { HasHungUp: true };
    }

    /// <summary>All that was said before a call that came too early has been heard.</summary>
    internal sealed record Heard(EarlyCall Call) : PoolMessage;

    /// <summary>The process answers; the task says whether the id was right.</summary>
    internal sealed record Answer(
        ExecutionEnvironment Environment, string RequestId, ReadOnlyMemory<byte> Payload, bool IsError, TaskCompletionSource<bool> Accepted) : PoolMessage;

    /// <summary>The process says that it cannot start.</summary>
    internal sealed record InitFailed(ExecutionEnvironment Environment, ReadOnlyMemory<byte> Error) : PoolMessage;

    internal sealed record Exited(ExecutionEnvironment Environment, int ExitCode) : PoolMessage;

    /// <summary>A timer of the environment has run out; the phase it was set for, and its event.</summary>
    internal sealed record TimeIsUp(ExecutionEnvironment Environment, EnvironmentPhase Phase, Invocation? Invocation) : PoolMessage;
}

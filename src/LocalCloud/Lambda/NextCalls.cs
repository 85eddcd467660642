namespace LocalCloud.Lambda;

/// <summary>A call of <c>/next</c> beside something that must have come to its end before it.</summary>
/// <param name="Next">The call.</param>
/// <param name="Open">The call that was open then; <c>null</c> where an event was not answered yet.</param>
internal sealed record EarlyCall(PoolMessage.Next Next, PoolMessage.Next? Open);

/// <summary>
/// Takes the calls of <c>/next</c> of a pool's processes. The calls of a process and of its children are served side by side: the answer
/// to the event at hand may have been given before the process asked for the next one, and a call that seems open may have been
/// hung up on. Whoever seems to ask too early waits until those before him have been heard.
/// </summary>
/// <param name="time">For <see cref="Patience"/>.</param>
/// <param name="post">To the pool's loop, which calls everything here.</param>
/// <param name="giveUp">The process works on its event no more, and has not answered it.</param>
/// <param name="free">The process is free.</param>
internal sealed class NextCalls(TimeProvider time, Action<PoolMessage> post, Action<ExecutionEnvironment, Invocation> giveUp, Action<PoolMessage.Next> free)
{
    /// <summary>A child of the process may have answered and not hung up; what it said is a moment behind at most.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public void Take(PoolMessage.Next next)
    {
        var environment = next.Environment;
        if (environment.Phase == EnvironmentPhase.Ending)
        {
            next.Waiting.TrySetCanceled();
        }
        else if (environment.Early is { Next.Waiting.Task.IsCompleted: false })
        {
            next.Waiting.TrySetException(new AskedTwiceException());
        }
        else if (environment.Current is not null || environment.Next is { Waiting.Task.IsCompleted: false })
        {
            environment.Early = new(next, environment.Next);
            _ = HearAsync(environment.Early);
        }
        else
        {
            free(next);
        }
    }

    public void TakeHeard(EarlyCall early)
    {
        var environment = early.Next.Environment;
        if (environment.Early != early || environment.Phase == EnvironmentPhase.Ending)
        {
            // Answered, or ended, in the meantime.
            return;
        }

        environment.Early = null;
        if (early.Next.IsGone)
        {
            early.Next.Waiting.TrySetCanceled();
            return;
        }

        if (early.Open is { IsGone: false })
        {
            early.Next.Waiting.TrySetException(new AskedTwiceException());
            return;
        }

        if (environment.Current is { } unanswered)
        {
            giveUp(environment, unanswered);
        }

        free(early.Next);
    }

    /// <summary>The event at hand has been answered: whoever waited for that is not early any more.</summary>
    public void Answered(ExecutionEnvironment environment)
    {
        if (environment.Early is { Open: null } early)
        {
            environment.Early = null;
            free(early.Next);
        }
    }

    private async Task HearAsync(EarlyCall early)
    {
        await early.Next.Environment.HeardAsync(early.Next.Asking, early.Open is null ? Task.Delay(Patience, time) : Task.CompletedTask);
        post(new PoolMessage.Heard(early));
    }
}

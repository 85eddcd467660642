namespace LocalBatch.Execution.Processes;

/// <summary>What others ask of the loop.</summary>
internal abstract record LoopCommand
{
    private LoopCommand()
    {
    }

    /// <summary>Start the program.</summary>
    public sealed record Start(LiveAttempt Live) : LoopCommand;

    /// <summary>SIGTERM to the first process now, SIGKILL to everything after <paramref name="Grace"/>.</summary>
    public sealed record Stop(LiveAttempt Live, TimeSpan Grace) : LoopCommand;

    /// <summary>The grace is over.</summary>
    public sealed record Kill(LiveAttempt Live) : LoopCommand;

    /// <summary>A child of this program ended.</summary>
    public sealed record Reap : LoopCommand;

    /// <summary>Time to look at memory.</summary>
    public sealed record Look : LoopCommand;

    /// <summary>Stop everything within <paramref name="Grace"/>: nobody waits for what the jobs still do.</summary>
    public sealed record Hurry(TimeSpan Grace) : LoopCommand;

    /// <summary>Stop everything, start nothing more, end when all is gone.</summary>
    public sealed record Close(TimeSpan Grace) : LoopCommand;
}

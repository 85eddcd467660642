using LocalCloud.Stack;

namespace LocalCloud.Console;

/// <param name="Manifest">What to run; <c>null</c>: nothing, and stay up.</param>
/// <param name="Keep">Stay up afterwards.</param>
/// <param name="Raw">Print the jobs' output as it is, with what commands a terminal.</param>
/// <param name="Options">The stack.</param>
internal sealed record RunRequest(FileInfo? Manifest, bool Keep, bool Raw, StackOptions Options)
{
    /// <summary>Tell at start also what is of no consequence for most.</summary>
    public bool Verbose { get; init; }

    /// <summary>File for what the AWS clients want in their environment, as lines <c>NAME=value</c>; <c>null</c> for none.</summary>
    public string? EnvFile { get; init; }

    /// <summary>File that is there while the stack is ready; <c>null</c> for none.</summary>
    public string? ReadyFile { get; init; }

    /// <summary>
    /// How long nothing but jobs that can never start is waited for; <c>null</c> for as the terminal has it: without end where
    /// somebody sits there.
    /// </summary>
    public TimeSpan? StuckPatience { get; init; }

    /// <summary>Options of the stack itself that were given: they mean nothing to one that is up already.</summary>
    public IReadOnlyList<string> StackOptionsGiven { get; init; } = [];
}

/// <param name="Name">The one output that is wanted; <c>null</c> for all.</param>
/// <param name="StateFolder">Of the stack that is up.</param>
internal sealed record OutputsRequest(string? Name, string StateFolder);

/// <param name="Manifest">What is checked; <c>null</c>: the template itself.</param>
/// <param name="Options">With the template that has the queues and definitions.</param>
internal sealed record CheckRequest(FileInfo? Manifest, StackOptions Options)
{
    /// <summary>Options of the stack itself that were given: then the template is meant, not a stack that is up.</summary>
    public IReadOnlyList<string> StackOptionsGiven { get; init; } = [];
}

/// <summary>What the commands do, each with the exit code as its result.</summary>
/// <param name="Run">Runs the stack.</param>
/// <param name="Outputs">Prints outputs of a stack that is up.</param>
/// <param name="Check">Says what a manifest or a template would do.</param>
internal sealed record Commands(Func<RunRequest, CancellationToken, Task<int>> Run, Func<OutputsRequest, int> Outputs, Func<CheckRequest, CancellationToken, Task<int>> Check);

using LocalBatch.Execution;
using Simulation.Tests.Kernel;

namespace Simulation.Tests.Workload;

/// <summary>What the commands of simulated jobs do.</summary>
internal static class Commands
{
    public static readonly string[] All = ["succeed", "succeed", "succeed", "fail", "flaky", "grow", "hang", "pull"];

    /// <summary>Those that end without a time-out.</summary>
    public static readonly string[] Short = ["succeed", "succeed", "fail", "flaky", "grow"];

    /// <summary>How long an attempt takes and how it ends; <c>null</c> where its image cannot be had.</summary>
    public static (TimeSpan After, AttemptEvent End)? EndOf(Attempt attempt, Disorder disorder) => attempt.Command is not [var command, ..]
        ? throw new InvalidOperationException($"Job {attempt.JobId} has no command.")
        : command switch
        {
            "succeed" => Exit(disorder, 0),
            "fail" => Exit(disorder, 3),
            "flaky" => Exit(disorder, disorder.Chance(0.5) ? 75 : 0),
            "grow" when attempt.MemoryMiB < 512 => (disorder.Between(1, 20), new AttemptEvent.Exited(137, "OutOfMemoryError: Container killed due to memory usage")),
            "grow" => Exit(disorder, 0),
            "hang" => (TimeSpan.FromHours(2), new AttemptEvent.Exited(0, null)),
            "pull" => null,
            _ => throw new InvalidOperationException($"Nobody knows the command {command}."),
        };

    private static (TimeSpan After, AttemptEvent End) Exit(Disorder disorder, int code) =>
        (disorder.Between(0.1, 60), new AttemptEvent.Exited(code, null));
}

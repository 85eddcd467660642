using LocalBatch.Books;
using LocalBatch.Events;
using LocalBatch.Execution;
using LocalBatch.ServiceJobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalBatch.Engine;

/// <summary>What a <see cref="BatchEngine"/> is made of.</summary>
public sealed record BatchEngineOptions
{
    /// <summary>
    /// File of the journal (SQLite). Made when missing; its folder must exist. One engine owns it at a time. <c>null</c>: there is
    /// none, and everything ends with the engine.
    /// </summary>
    public required string? JournalPath { get; init; }

    /// <summary>Runs the attempts.</summary>
    public required IJobExecutor Executor { get; init; }

    /// <summary>Takes the events of jobs.</summary>
    public required IJobEventSink Events { get; init; }

    /// <summary>The engine's clock, the source of every time stamp and timer.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The source of job ids, task ids, event ids and request ids.</summary>
    public required Func<Guid> NewId { get; init; }

    /// <summary>Region in every ARN.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Account in every ARN, 12 digits.</summary>
    public string AccountId { get; init; } = "123456789012";

    /// <summary>
    /// What may run at once on this machine, in vCPUs, whatever the compute environments allow. A job larger than this
    /// still runs, alone. Default: four for each core, since most jobs wait more than they compute.
    /// </summary>
    public decimal MaxVcpus { get; init; } = Environment.ProcessorCount * 4;

    /// <summary>GPUs that jobs may hold at once. A job that wants more waits with the reason that none can give it so many.</summary>
    public int Gpus { get; init; }

    /// <summary>How long a SUCCEEDED or FAILED job stays readable. AWS keeps them at least 7 days.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long a compute environment or job queue stays CREATING, UPDATING or DELETING.</summary>
    public TimeSpan LifecycleDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Time between the request to stop a job (SIGTERM) and the kill. AWS gives 30 seconds.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a journal that the disk refuses is tried again before the engine gives up: a full disk is cleared by hand,
    /// and what ended meanwhile is recorded when it is.
    /// </summary>
    public TimeSpan JournalPatience { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Whether service jobs really run, as containers of their training images by <see cref="Executor"/>; else their course is played.</summary>
    public bool RunsServiceJobs { get; init; }

    /// <summary>How the simulated executor runs service jobs whose hyperparameters do not say it; the first rule that fits counts.</summary>
    public IReadOnlyList<ServiceRule> ServiceRules { get; init; } = [];

    /// <summary>Where the engine says what its operator should know. Default: nowhere.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Sees the state after every turn, before it is written: tests walk it.</summary>
    internal Action<EngineState>? TurnEnded { get; init; }

    /// <summary>Called before every write: tests die here.</summary>
    internal Action? Committing { get; init; }
}

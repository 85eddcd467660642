using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.SubmitQueue;
using BatchFunctions.Tracking;
using LocalBatch.Books;

namespace Simulation.Tests.Functions;

/// <summary>Breaks on purpose what the simulation is to notice. Without it nothing is broken.</summary>
internal sealed record Sabotage
{
    public Func<IJobStore, IJobStore> Jobs { get; init; } = store => store;

    /// <summary>What counts the jobs that are written.</summary>
    public Func<ISubmissionCounts, ISubmissionCounts> Counts { get; init; } = counts => counts;

    public Func<IIntentStore, IIntentStore> Intents { get; init; } = store => store;

    /// <summary>Whether the client of SubmitJob counts what leaves it.</summary>
    public bool CountsSends { get; init; } = true;

    public Func<ISubmitQueue, ISubmitQueue> Queue { get; init; } = queue => queue;

    public Func<IWatchStore, IWatchStore> Watch { get; init; } = store => store;

    /// <summary>Changes the engine's state at the end of a turn, behind its back.</summary>
    public Action<EngineState> Engine { get; init; } = _ => { };
}

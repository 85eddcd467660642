using LocalBatch.Books;
using LocalBatch.Jobs;
using LocalBatch.Operations;
using LocalBatch.Scheduling;
using LocalBatch.ServiceJobs;

namespace LocalBatch.Engine;

/// <summary>What one turn does after the requests: timers, the scheduler, what is over for good. No I/O.</summary>
internal static class Turn
{
    /// <summary>How many jobs are forgotten in one turn.</summary>
    private const int ForgottenAtOnce = 1000;

    private static readonly TimeSpan RetentionRetry = TimeSpan.FromMinutes(1);

    /// <summary>How long a delivered batch of events may stay in the journal before a write is made only for it.</summary>
    private static readonly TimeSpan TrimDelay = TimeSpan.FromSeconds(1);

    public static void Run(EngineState state)
    {
        while (state.Timers.TakeDue(state.Steady) is { } owner)
        {
            OnTimer(state, owner);
        }

        Lifecycle.AdvanceDrained(state);
        while (state.Jobs.MayPlace && !state.IsClosing)
        {
            state.Jobs.MayPlace = false;
            Schedule(state);
        }

        if (!state.IsClosing)
        {
            ServiceTurn.Run(state.Services, state.Arns, state.JobQueues.Values);
        }

        foreach (var queue in state.JobQueues.Values)
        {
            queue.Front.Update(queue.Ready.Version, QueueHead.Keys(queue, state.Steady), state.Now);
            queue.Services?.UpdateFronts(state.Now, state.Steady);
        }

        KeepRetention(state);
        if (state.HasUntrimmedEvents && !state.Timers.IsSet(EngineState.Trim))
        {
            state.Timers.Set(EngineState.Trim, state.Steady + (long)TrimDelay.TotalMilliseconds);
        }
    }

    private static void OnTimer(EngineState state, object owner)
    {
        switch (owner)
        {
            case Job job:
                AttemptRules.TimeOut(state.Jobs, job);
                break;
            case ComputeEnvironmentEntry entry:
                Lifecycle.Advance(state, entry);
                break;
            case JobQueue queue:
                Lifecycle.Advance(state, queue);
                break;
            case BlockedHead blocked:
                BlockRules.LimitReached(state.Jobs, blocked);
                break;
            case HostReplacement replacement:
                HostRules.EndReplaced(state.Jobs, replacement);
                break;
            case ServiceJob job:
                ServiceJobRules.PhaseOver(state.Services, job);
                break;
            case ServiceBlock blocked:
                ServiceBlockRules.LimitReached(state.Services, blocked);
                break;
            case ServiceEnvironment environment:
                ServiceLifecycle.Advance(state, environment);
                break;
            case QuotaShare share:
                ServiceLifecycle.Advance(state, share);
                break;
            case Retention:
                Forget(state);
                break;
            case OutboxTrim:
                state.MustTrim = true;
                break;
            default:
                throw new InvalidOperationException($"Nobody knows a timer of {owner.GetType().Name}.");
        }
    }

    private static void Schedule(EngineState state)
    {
        var heads = Scheduler.Group(state.JobQueues.Values, state.Steady);
        var choice = Scheduler.Choose(heads, new(state.Settings.MachineMilliVcpus, state.Jobs.UsedMilliVcpus, state.Settings.MachineGpus, state.Jobs.UsedGpus, state.Jobs.Consumables));
        foreach (var placement in choice.Placements)
        {
            AttemptRules.Place(state.Jobs, placement);
        }

        BlockRules.Update(state.Jobs, state.JobQueues.Values, choice.Waiting);
    }

    private static void KeepRetention(EngineState state)
    {
        if (state.Timers.IsSet(EngineState.Retention))
        {
            return;
        }

        var oldest = Math.Min(
            state.Jobs.Retained.TryPeek(out var job) ? job.StoppedAt : long.MaxValue,
            state.Services.Retained.TryPeek(out var serviceJob) ? serviceJob.StoppedAt : long.MaxValue);
        if (oldest < long.MaxValue)
        {
            state.Timers.Set(EngineState.Retention, state.Steady + oldest - state.Now + (long)state.Settings.Retention.TotalMilliseconds);
        }
    }

    private static void Forget(EngineState state)
    {
        if (state.HasUndeliveredEvents)
        {
            // An event still to be told needs its job.
            state.Timers.Set(EngineState.Retention, state.Steady + (long)RetentionRetry.TotalMilliseconds);
            return;
        }

        var before = state.Now - (long)state.Settings.Retention.TotalMilliseconds;
        for (var i = 0; i < ForgottenAtOnce && state.Jobs.Retained.TryPeek(out var job) && job.StoppedAt <= before; i++)
        {
            state.Jobs.Remove(state.Jobs.Retained.Dequeue());
        }

        for (var i = 0; i < ForgottenAtOnce && state.Services.Retained.TryPeek(out var job) && job.StoppedAt <= before; i++)
        {
            state.Services.Remove(state.Services.Retained.Dequeue());
        }
    }
}

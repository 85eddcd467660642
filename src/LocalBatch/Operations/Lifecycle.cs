using LocalBatch.Books;
using LocalBatch.Jobs;
using LocalBatch.Resources;

namespace LocalBatch.Operations;

/// <summary>How compute environments and job queues come, change and go: each step is announced and takes a moment.</summary>
internal static class Lifecycle
{
    private const string EnvironmentHealthy = "ComputeEnvironment Healthy";
    private const string QueueHealthy = "JobQueue Healthy";

    /// <summary>Jobs of a deleted queue that end in one turn. AWS ends about 16 a second.</summary>
    private const int EndedAtOnce = 1000;

    public static void Begin(EngineState state, ComputeEnvironmentEntry entry, LifecycleStatus status)
    {
        entry.Environment.Status = status;
        state.Catalog.ComputeEnvironments.Add(entry);
        SetTimer(state, entry);
    }

    public static void Begin(EngineState state, JobQueue queue, LifecycleStatus status)
    {
        queue.Status = status;
        state.Catalog.JobQueues.Add(queue);
        SetTimer(state, queue);
    }

    /// <summary>Takes up the changes that were under way when the engine stopped.</summary>
    public static void Resume(EngineState state)
    {
        foreach (var entry in state.ComputeEnvironments.Values.Where(entry => entry.Environment.Status.IsChanging))
        {
            SetTimer(state, entry);
        }

        foreach (var queue in state.JobQueues.Values.Where(queue => queue.Status.IsChanging))
        {
            SetTimer(state, queue);
        }
    }

    public static void Advance(EngineState state, ComputeEnvironmentEntry entry)
    {
        state.Catalog.ComputeEnvironments.Add(entry);
        switch (entry.Environment.Status)
        {
            case LifecycleStatus.Creating or LifecycleStatus.Updating:
                entry.Environment.Status = LifecycleStatus.Valid;
                entry.Environment.StatusReason = EnvironmentHealthy;
                state.Jobs.MayPlace = true;
                break;
            case LifecycleStatus.Deleting:
                Begin(state, entry, LifecycleStatus.Deleted);
                break;
            case LifecycleStatus.Deleted:
                state.ComputeEnvironments.Remove(entry.Environment.Name);
                break;
        }
    }

    public static void Advance(EngineState state, JobQueue queue)
    {
        state.Catalog.JobQueues.Add(queue);
        switch (queue.Status)
        {
            case LifecycleStatus.Creating or LifecycleStatus.Updating:
                queue.Status = LifecycleStatus.Valid;
                queue.StatusReason = QueueHealthy;
                state.Jobs.MayPlace = true;
                break;
            case LifecycleStatus.Deleting when !StopRules.Empty(state.Jobs, queue, EndedAtOnce):
                // The rest in later turns: a long queue must not hold up every other caller.
                SetTimer(state, queue);
                break;
            case LifecycleStatus.Deleting when !ServiceLifecycle.Empty(state, queue) || queue.HasLiveJobs:
                // What runs has been asked to end; the end of the last one brings the queue back here.
                state.Draining.Add(queue);
                break;
            case LifecycleStatus.Deleting:
                Begin(state, queue, LifecycleStatus.Deleted);
                break;
            case LifecycleStatus.Deleted:
                state.JobQueues.Remove(queue.Name);
                break;
        }
    }

    /// <summary>Goes on with the queues whose last running job has ended in this turn.</summary>
    public static void AdvanceDrained(EngineState state)
    {
        foreach (var queue in state.Draining.Where(queue => !queue.HasLiveJobs).ToList())
        {
            state.Draining.Remove(queue);
            Advance(state, queue);
        }
    }

    private static void SetTimer(EngineState state, object owner) =>
        state.Timers.Set(owner, state.Steady + (long)state.Settings.LifecycleDelay.TotalMilliseconds);
}

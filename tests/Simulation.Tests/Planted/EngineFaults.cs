using LocalBatch.Books;

namespace Simulation.Tests.Planted;

/// <summary>What goes wrong inside the engine, in a queue with shares or with a consumable resource: once there is something that it can go wrong with.</summary>
internal static class EngineFaults
{
    /// <summary>Gives back what a running job still holds.</summary>
    public static void GiveBackTwice(EngineState state)
    {
        if (state.Jobs.Consumables.All.FirstOrDefault(one => one is { Name: "seats", InUse: > 0 }) is { } seats)
        {
            seats.GiveBack(seats.InUse + 1);
        }
    }

    /// <summary>Hands out what another job holds already.</summary>
    public static void HandOutTwice(EngineState state)
    {
        if (state.Jobs.Consumables.All.FirstOrDefault(one => one is { Name: "seats", InUse: > 0 }) is { } seats)
        {
            seats.Take(seats.InUse);
        }
    }

    /// <summary>Takes a job that waits for its share out of the queue.</summary>
    public static void LoseWaiting(EngineState state)
    {
        if (state.JobQueues.GetValueOrDefault("fair")?.Ready.FirstOrDefault(job => job.Array is null) is { } job)
        {
            job.Spec.Queue.Ready.Remove(job);
        }
    }

    /// <summary>Runs more for a share than the environment has.</summary>
    public static void Overfill(EngineState state)
    {
        if (state.Jobs.Running.Values.FirstOrDefault(job => job.Spec.Queue.Name == "fair") is { Current.Host: not null } job)
        {
            var environment = state.ComputeEnvironments.Values.Select(entry => entry.Environment).First(one => one.Name == "on-demand");
            for (var times = 0; times < 7; times++)
            {
                environment.Take(job.Demand);
            }
        }
    }
}

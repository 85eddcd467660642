using LocalBatch.Books;
using LocalBatch.Jobs;
using LocalBatch.Resources;

namespace Simulation.Tests.Invariants;

/// <summary>What holds after every turn of queues with shares and of jobs that need consumable resources.</summary>
internal static class SharesAndQuantities
{
    /// <exception cref="InvariantBrokenException">It does not.</exception>
    public static void Look(EngineState state)
    {
        foreach (var environment in state.ComputeEnvironments.Values.Select(entry => entry.Environment).Where(one => one.UsedMilliVcpus > one.Offer.MaxMilliVcpus))
        {
            throw new InvariantBrokenException("capacity is never exceeded", $"{environment.Name} runs {environment.UsedMilliVcpus} of {environment.Offer.MaxMilliVcpus} thousandths.");
        }

        foreach (var resource in state.Jobs.Consumables.All)
        {
            Look(resource, state);
        }

        foreach (var job in state.Jobs.All.SelectMany(Parts).Where(job => job is { Array: null, Status: JobStatus.Runnable } && !job.Spec.Queue.Ready.Contains(job)))
        {
            throw new InvariantBrokenException("no waiting job is lost", $"{job.Key} is RUNNABLE, and stands nowhere in the queue {job.Spec.Queue.Name}.");
        }
    }

    private static void Look(ConsumableResource resource, EngineState state)
    {
        var held = state.Jobs.Running.Values.SelectMany(job => job.Current?.Holds ?? []).Where(hold => hold.Resource == resource).Sum(hold => hold.Quantity);
        if (resource.Quantity < 0 || resource.InUse < 0 || resource.InUse != held || (resource.IsReplenishable && held > resource.Total))
        {
            throw new InvariantBrokenException(
                "a quantity is never negative, and nothing is held that is not there",
                $"{resource.Name}: {resource.Quantity} of it, {resource.InUse} in use, {held} held by jobs.");
        }
    }

    /// <summary>The job, or of an array the children that stand for themselves.</summary>
    private static IEnumerable<Job> Parts(Job job) => job.Array is { } array ? array.Materialised : [job];
}

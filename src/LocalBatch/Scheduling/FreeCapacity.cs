using LocalBatch.Jobs;
using LocalBatch.Resources;

namespace LocalBatch.Scheduling;

/// <summary>
/// What is free while one choice is made: the environments' own figures, less what this choice has already given away,
/// under the ceiling of the machine.
/// </summary>
/// <param name="machineMilliVcpus">What may run at once here, over all environments.</param>
/// <param name="usedMilliVcpus">What runs already.</param>
/// <param name="machineGpus">GPUs of this machine.</param>
/// <param name="usedGpus">Those in the hands of jobs.</param>
/// <param name="consumables">What else jobs may need; <c>null</c> where there is nothing.</param>
internal sealed class FreeCapacity(long machineMilliVcpus, long usedMilliVcpus, int machineGpus = 0, int usedGpus = 0, ConsumableBook? consumables = null)
{
    private readonly Dictionary<ComputeEnvironment, (long MilliVcpus, long MemoryMiB)> _given = [];
    private readonly Dictionary<string, long> _consumed = new(StringComparer.Ordinal);
    private long _used = usedMilliVcpus;
    private int _usedGpus = usedGpus;

    /// <summary>GPUs of this machine, free or not.</summary>
    public int MachineGpus => machineGpus;

    /// <summary>The first of the queue's environments, in order, with room for its head.</summary>
    /// <param name="head">The job, and the queue whose environments are asked.</param>
    /// <param name="machineIsFull">
    /// An environment has room, but this machine has not. Then no queue behind may start anything either: or a job that
    /// needs much of the machine would wait for ever behind small ones.
    /// </param>
    public ComputeEnvironment? FirstThatFits(QueueHead head, out bool machineIsFull)
    {
        var demand = head.Demand;
        machineIsFull = false;
        if (demand.Gpus > 0 && _usedGpus + demand.Gpus > machineGpus)
        {
            // Inferred: a job that waits for a GPU holds up its own queue only; nobody without need of one takes it away.
            return null;
        }

        // AWS: a job at the head of the queue waits until all it needs is available (user guide, resource-aware scheduling).
        if (head.Job.Spec.Consumables.Any(need => !IsAvailable(need)))
        {
            return null;
        }

        foreach (var (_, environment) in head.Queue.Environments)
        {
            if (!Fits(demand, environment, head.Reserved))
            {
                continue;
            }

            // A job larger than the whole machine runs when nothing else does.
            machineIsFull = _used > 0 && _used + demand.MilliVcpus > machineMilliVcpus;

            return machineIsFull ? null : environment;
        }

        return null;
    }

    public void Take(QueueHead head, ComputeEnvironment environment)
    {
        var demand = head.Demand;
        var (milliVcpus, memoryMiB) = _given.GetValueOrDefault(environment);
        _given[environment] = (milliVcpus + demand.MilliVcpus, memoryMiB + demand.MemoryMiB);
        _used += demand.MilliVcpus;
        _usedGpus += demand.Gpus;
        foreach (var need in head.Job.Spec.Consumables)
        {
            _consumed[need.Name] = _consumed.GetValueOrDefault(need.Name) + need.Quantity;
        }
    }

    /// <summary>Why a job can never have what it needs of consumable resources as they are now; <c>null</c> where it can.</summary>
    public BlockingReason? Lacking(QueueHead head)
    {
        foreach (var need in head.Job.Spec.Consumables)
        {
            if (consumables?.Find(need.Name) is not { } resource)
            {
                return BlockingReason.NoConsumable(need);
            }

            if (need.Quantity > resource.Quantity)
            {
                return BlockingReason.TooFewConsumables(need, resource);
            }
        }

        return null;
    }

    private bool IsAvailable(ConsumableNeed need) =>
        consumables?.Find(need.Name) is { } resource && need.Quantity <= resource.Available - _consumed.GetValueOrDefault(need.Name);

    private bool Fits(ResourceDemand demand, ComputeEnvironment environment, double reserved)
    {
        var (milliVcpus, memoryMiB) = _given.GetValueOrDefault(environment);
        var offer = environment.Offer;
        var usedMemoryMiB = environment.UsedMemoryMiB + memoryMiB;

        // AWS: capacity may go over maxvCpus by one instance, so a job that needs an instance roomier than the rest gets it.
        return environment.TakesJobs
            && environment.UsedMilliVcpus + milliVcpus + demand.MilliVcpus <= offer.Usable(reserved)
            && (usedMemoryMiB == 0 || usedMemoryMiB + demand.MemoryMiB <= offer.MaxMemoryMiB)
            && offer.HasShapeFor(demand);
    }
}

using System.Globalization;
using LocalBatch.Resources;

namespace LocalBatch.Jobs;

/// <summary>Why the head of a queue cannot run, however long it waits.</summary>
/// <param name="Prefix">What <c>jobStateTimeLimitActions</c> name it by.</param>
/// <param name="Text">The job's <c>statusReason</c>.</param>
internal sealed record BlockingReason(string Prefix, string Text)
{
    public static BlockingReason MaxResource { get; } = new(
        "MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE",
        "MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE - CE(s) associated with the job queue cannot meet the CPU requirement of the job.");

    public static BlockingReason ResourceRequirement { get; } = new(
        "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT",
        "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT - The job resource requirement (vCPU/memory/GPU) is higher than that can be met by the CE(s) attached to the job queue.");

    public static BlockingReason InvalidEnvironments { get; } = new(
        "ACTION_REQUIRED",
        "ACTION_REQUIRED - CE(s) associated with the job queue are invalid.");

    // Inferred: AWS documents no reason for consumable resources; it is one of the job's requirements, and rules name it as such.
    public static BlockingReason NoConsumable(ConsumableNeed need) => new(
        ResourceRequirement.Prefix, $"{ResourceRequirement.Prefix} - The job needs the consumable resource {need.Name}, which does not exist.");

    public static BlockingReason TooFewConsumables(ConsumableNeed need, ConsumableResource resource) => new(
        ResourceRequirement.Prefix,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{ResourceRequirement.Prefix} - The job needs {need.Quantity} of the consumable resource {need.Name}, of which there are {resource.Quantity}."));

    /// <param name="machineGpus">GPUs that there are at all.</param>
    /// <param name="reserved">The part of each environment, 0 to 1, that the queue leaves free.</param>
    /// <returns><c>null</c> where the job only waits its turn, or for an environment that is DISABLED or changing.</returns>
    public static BlockingReason? For(ResourceDemand demand, IReadOnlyList<EnvironmentOrder> environments, int machineGpus, double reserved = 0)
    {
        if (environments.All(entry => entry.Environment.Status == LifecycleStatus.Invalid))
        {
            return InvalidEnvironments;
        }

        // AWS: a DISABLED environment leaves jobs RUNNABLE without a reason; it may come back.
        if (environments.Any(entry => !entry.Environment.TakesJobs && entry.Environment.Status != LifecycleStatus.Invalid))
        {
            return null;
        }

        var offers = environments.Where(entry => entry.Environment.TakesJobs).Select(entry => entry.Environment.Offer).ToList();

        return offers.All(offer => demand.MilliVcpus > offer.Usable(reserved)) ? MaxResource
            : demand.Gpus > machineGpus || offers.All(offer => !CanEverHost(offer, demand, reserved)) ? ResourceRequirement
            : null;
    }

    private static bool CanEverHost(CapacityOffer offer, ResourceDemand demand, double reserved) =>
        demand.MilliVcpus <= offer.Usable(reserved) && offer.HasShapeFor(demand);
}

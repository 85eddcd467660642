using LocalBatch.Books;
using LocalBatch.Jobs;

namespace LocalBatch;

/// <summary>What only the operator of the local stack may do: look at simulated hosts and take them away, and count what is open.</summary>
internal static class HostAdministration
{
    public static IReadOnlyList<SimulatedHost> List(EngineState state) => [.. Hosts(state).Select(Describe)];

    /// <returns>The host that goes; empty where there is none of that id.</returns>
    public static IReadOnlyList<SimulatedHost> Reclaim(EngineState state, string instanceOrJobId, HostLoss loss)
    {
        var host = JobKey.Parse(instanceOrJobId) is { } key
            ? HostOf(state.Jobs.Find(key))
            : Hosts(state).FirstOrDefault(host => host.Identity.InstanceId == instanceOrJobId);
        if (host is null)
        {
            return [];
        }

        var lost = Describe(host);
        HostRules.Lose(state.Jobs, host, loss == HostLoss.SpotInterruption ? AttemptStop.SpotInterruption : AttemptStop.HostLost);

        return [lost];
    }

    public static OpenJobs CountOpenJobs(EngineState state)
    {
        var open = state.JobQueues.Values.SelectMany(queue => queue.Live).Sum(job => job.Array is { } array
            ? array.Size - array.Counts[(int)JobStatus.Succeeded] - array.Counts[(int)JobStatus.Failed]
            : 1);

        // Nodes run, and count as the one job that they are.
        var running = state.Jobs.Running.Values.Select(job => job.Node is null ? job : job.Parent ?? job).Distinct().Count();

        return new(Math.Max(0, open - running), running);
    }

    public static IReadOnlyList<OpenJob> ListOpenJobs(EngineState state) =>
        [.. state.JobQueues.Values.SelectMany(queue => queue.Live).Select(job => new OpenJob(job.Key.ToString(), job.Spec.Name))];

    /// <summary>Of a job of many nodes, its main node's.</summary>
    private static Host? HostOf(Job? job) =>
        job is { Nodes: { } nodes, Spec.Workload.Nodes.Main: var main } ? nodes.Node(main)?.Current?.Host : job?.Current?.Host;

    private static IEnumerable<Host> Hosts(EngineState state) =>
        state.ComputeEnvironments.Values.SelectMany(entry => entry.Environment.Hosts.All);

    private static SimulatedHost Describe(Host host) => new(
        host.Identity.InstanceId,
        host.Identity.ComputeEnvironment,
        host.Identity.InstanceType,
        host.Identity.IsSpot,
        [.. host.Jobs.Select(job => job.Key.ToString())]);
}

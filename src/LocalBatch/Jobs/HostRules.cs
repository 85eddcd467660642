using LocalBatch.Resources;

namespace LocalBatch.Jobs;

/// <summary>Simulated instances: which one a job gets, and what their loss means.</summary>
internal static class HostRules
{
    public static Host HostFor(JobBook book, ComputeEnvironment environment, ResourceDemand demand)
    {
        if (!environment.Offer.IsFargate && environment.Hosts.WithRoomFor(demand) is { } running)
        {
            return running;
        }

        var host = Launch(book, environment, demand);
        environment.Hosts.Add(host);

        return host;
    }

    /// <summary>A host that a node has for itself.</summary>
    // AWS: nodes are single-tenant, one on an instance (user guide, multi-node parallel jobs).
    public static Host HostForNode(JobBook book, ComputeEnvironment environment, ResourceDemand demand)
    {
        var host = Launch(book, environment, demand);
        environment.Hosts.AddAlone(host);

        return host;
    }

    /// <summary>The host of an attempt that goes on after the engine that launched it has died.</summary>
    public static Host Restore(ComputeEnvironment environment, HostIdentity identity, Job job)
    {
        var shape = environment.Offer.Shapes.FirstOrDefault(shape => shape.Type == identity.InstanceType);
        var size = identity.IsFargate ? job.Demand : shape is null ? new ResourceDemand(int.MaxValue, int.MaxValue) : new(shape.Vcpus * 1000, shape.MemoryMiB);
        var host = new Host(identity, environment, size);
        if (job.Node is null && !identity.IsFargate)
        {
            environment.Hosts.Add(host);
        }
        else
        {
            environment.Hosts.AddAlone(host);
        }

        return host;
    }

    /// <summary>Takes a host away. Its jobs are asked to end, and end as those of a lost host.</summary>
    public static void Lose(JobBook book, Host host, AttemptStop cause)
    {
        host.Environment.Hosts.Lose(host);
        foreach (var job in host.Jobs)
        {
            if (job.Current is { } attempt)
            {
                AttemptRules.Stop(book, attempt, cause);
            }
        }
    }

    /// <summary>
    /// Replaces the hosts of an environment: none of them gets another job. Those that run are lost with their host at once,
    /// or when they have not ended in time.
    /// </summary>
    /// <param name="patience">How long jobs may go on; <c>null</c>: not at all.</param>
    public static void Replace(JobBook book, ComputeEnvironment environment, TimeSpan? patience)
    {
        var hosts = environment.Hosts.All.ToList();
        foreach (var host in hosts)
        {
            environment.Hosts.Lose(host);
        }

        var replacement = new HostReplacement(hosts);
        if (patience is { } time)
        {
            book.Timers.Set(replacement, book.Steady + (long)time.TotalMilliseconds);
        }
        else
        {
            EndReplaced(book, replacement);
        }
    }

    /// <summary>Takes away the hosts that should have been replaced by now.</summary>
    public static void EndReplaced(JobBook book, HostReplacement replacement)
    {
        foreach (var host in replacement.Hosts.Where(host => host.Jobs.Count > 0))
        {
            Lose(book, host, AttemptStop.HostLost);
        }
    }

    public static string LossReason(HostIdentity host) => host switch
    {
        { IsFargate: true, IsSpot: true } => StatusReasons.FargateSpotInterrupted,
        { IsFargate: true } => StatusReasons.FargateHostLost,
        _ => StatusReasons.HostTerminated(host.InstanceId),
    };

    private static Host Launch(JobBook book, ComputeEnvironment environment, ResourceDemand demand)
    {
        var id = book.NewId().ToString("N");
        var offer = environment.Offer;
        if (offer.IsFargate)
        {
            return new(new(environment.Name, environment.Cluster, id, null, "fargate", offer.IsSpot), environment, demand);
        }

        var shape = offer.ShapeFor(demand);
        var size = shape is null ? new ResourceDemand(int.MaxValue, int.MaxValue) : new(shape.Vcpus * 1000, shape.MemoryMiB);
        var identity = new HostIdentity(
            environment.Name, environment.Cluster, "i-" + id[..17], book.NewId().ToString("N"), shape?.Type ?? "unmanaged", offer.IsSpot);

        return new(identity, environment, size);
    }
}

/// <summary>Hosts that are to be gone when the time for their jobs is over.</summary>
internal sealed record HostReplacement(IReadOnlyList<Host> Hosts);

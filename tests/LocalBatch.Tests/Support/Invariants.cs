using LocalBatch.Books;
using LocalBatch.Jobs;

namespace LocalBatch.Tests.Support;

/// <summary>What must be true of the state after every turn.</summary>
internal static class Invariants
{
    public static void Check(EngineState state)
    {
        foreach (var queue in state.JobQueues.Values)
        {
            CheckQueue(queue, state);
        }

        foreach (var entry in state.ComputeEnvironments.Values)
        {
            CheckEnvironment(entry.Environment);
        }

        foreach (var job in state.Jobs.All)
        {
            CheckJob(job, state);
        }

        foreach (var resource in state.Jobs.Consumables.All)
        {
            Assert.True(resource is { Quantity: >= 0, Available: >= 0, InUse: >= 0 } && (!resource.IsReplenishable || resource.InUse <= resource.Total), $"{resource.Name} is overdrawn.");
            Assert.Equal(resource.InUse, state.Jobs.Running.Values
                .SelectMany(job => job.Current?.Holds ?? [])
                .Where(hold => hold.Resource == resource)
                .Sum(hold => hold.Quantity));
        }

        Assert.Equal(state.Jobs.UsedMilliVcpus, state.Jobs.Running.Values.Sum(job => (long)job.Demand.MilliVcpus));
    }

    private static void CheckQueue(JobQueue queue, EngineState state)
    {
        var jobs = Enumerable.Range(0, JobStatus.Count).SelectMany(status => queue.InStatus((JobStatus)status)).ToList();
        Assert.Equal(jobs.Count, jobs.Distinct().Count());
        for (var status = 0; status < JobStatus.Count; status++)
        {
            Assert.All(queue.InStatus((JobStatus)status), job => Assert.Equal((JobStatus)status, job.Status));
        }

        Assert.All(jobs, job => Assert.Same(job, state.Jobs.Find(job.Key)));
        Assert.Equal(queue.UsedMilliVcpus, state.Jobs.Running.Values.Where(job => job.Spec.Queue == queue).Sum(job => (long)job.Demand.MilliVcpus));
        Assert.Equal(queue.Ready.Count, queue.Ready.AsEnumerable().Count());
        Assert.All(queue.Ready, job => Assert.True(
            job.Array is { } array ? array is { Rest: JobStatus.Runnable, RestCount: > 0 } : job.Status == JobStatus.Runnable,
            $"{job.Key} stands in the queue as {job.Status}."));
    }

    private static void CheckEnvironment(ComputeEnvironment environment)
    {
        var jobs = environment.Hosts.All.SelectMany(host => host.Jobs).ToList();
        Assert.Equal(environment.UsedMilliVcpus, jobs.Sum(job => (long)job.Demand.MilliVcpus));
        Assert.Equal(environment.UsedMemoryMiB, jobs.Sum(job => (long)job.Demand.MemoryMiB));
        Assert.All(environment.Hosts.All, host => Assert.NotEmpty(host.Jobs));
        Assert.All(environment.Hosts.All, host => Assert.True(host is { FreeMilliVcpus: >= 0, FreeMemoryMiB: >= 0 }, $"{host.Identity} is overfull."));
        Assert.All(jobs, job => Assert.True(job.Status.HoldsCapacity));
    }

    /// <summary>All have a host or none has, each a host of its own, and none runs before the main node.</summary>
    private static void CheckNodes(Job job, JobNodes nodes)
    {
        Assert.Null(job.Current);
        Assert.Equal(job.Status == JobStatus.Runnable, job.Spec.Queue.Ready.Contains(job));
        var made = nodes.All.Count();
        Assert.True(made == 0 || made == nodes.Count, $"{job.Key} has {made} of {nodes.Count} nodes.");
        Assert.True(!job.Status.IsWaiting || nodes.All.All(node => node.Status.IsTerminal), $"{job.Key} waits while nodes run.");
        Assert.All(nodes.All, node => Assert.Equal(node.Status.HoldsCapacity, node.Current is not null));
        Assert.All(nodes.All, node => Assert.True(node.Current is null || node.Current.Host.Jobs.Count == 1));
        Assert.True(job.Status != JobStatus.Starting || nodes.All.All(node => node.Status != JobStatus.Running), $"a node of {job.Key} runs before its main node.");
    }

    private static void CheckJob(Job job, EngineState state)
    {
        if (job.Nodes is { } nodes)
        {
            CheckNodes(job, nodes);
        }
        else
        {
            Assert.Equal(job.Status.HoldsCapacity, job.Current is not null);
        }

        Assert.Equal(job.Status.IsTerminal, job.StoppedAt != 0);
        Assert.True(job.Attempts.Count <= job.Spec.Retry.Attempts, $"{job.Key} has had {job.Attempts.Count} attempts.");
        if (job.Array is not { } array)
        {
            Assert.Equal(job.Status == JobStatus.Runnable, job.Spec.Queue.Ready.Contains(job));
            return;
        }

        Assert.True(job.Status is JobStatus.Submitted or JobStatus.Pending or JobStatus.Succeeded or JobStatus.Failed);
        Assert.Equal(array.IsOver, job.Status.IsTerminal);
        Assert.Equal(array.Size, array.Materialised.Count() + array.RestCount);
        for (var status = 0; status < JobStatus.Count; status++)
        {
            var rest = array.Rest == (JobStatus)status ? array.RestCount : 0;
            Assert.Equal(array.Counts[status], rest + array.Materialised.Count(child => child.Status == (JobStatus)status));
        }

        Assert.All(array.Materialised, child => CheckJob(child, state));
    }
}

using System.Net;
using System.Net.NetworkInformation;
using LocalBatch.Execution;
using LocalBatch.Execution.Docker;

namespace LocalCloud.Stack;

/// <summary>What runs the jobs of a stack: programs of this machine, containers, or each as its compute environment wants.</summary>
/// <param name="IsContainer">Whether an attempt runs as a container.</param>
/// <param name="Told">What is to be said of it at start; <c>null</c> where jobs run as they always do.</param>
internal sealed record JobRunners(Func<Attempt, bool> IsContainer, string? Told)
{
    /// <summary>The image of the template's own job definition, which runs whatever the machine has.</summary>
    private static readonly string[] Placeholders = ["public.ecr.aws/docker/library/busybox:1.37"];

    /// <summary>
    /// Where containers behind a bridge of this machine find the stack. A daemon in a virtual machine hands their calls on to loopback;
    /// there, and on another machine, the address is none of ours.
    /// </summary>
    public static async Task<IPAddress?> FindBridgeAsync(DockerExecutor containers, JobSettings jobs, CancellationToken cancellation) =>
        jobs.UsedNetwork == ContainerNetwork.Bridge
            && await containers.FindBridgeAsync(cancellation) is { } bridge
            && NetworkInterface.GetAllNetworkInterfaces().SelectMany(one => one.GetIPProperties().UnicastAddresses).Any(one => one.Address.Equals(bridge))
                ? bridge
                : null;

    /// <summary>Asks for a daemon where one may be wanted; one that does not answer is told of, and may answer later.</summary>
    public static async Task<JobRunners> ChooseAsync(DockerExecutor containers, JobSettings jobs, CancellationToken cancellation)
    {
        if (jobs.Executor == ExecutorKind.Process)
        {
            return new(attempt => IsWanted(attempt, hasDaemon: true), null);
        }

        var trouble = await containers.FindTroubleAsync(cancellation);

        return new(attempt => IsWanted(attempt, trouble is null), (jobs.Executor, trouble) switch
        {
            (_, null) => $"Jobs run as containers, by the daemon at {jobs.Daemon.Endpoint}.",
            (ExecutorKind.Docker, _) => $"Jobs run as containers, and fail until a daemon answers: {trouble}.",
            _ => $"Jobs run as processes: {trouble}.",
        });

        bool IsWanted(Attempt attempt, bool hasDaemon) => ChosenExecutor.IsContainer(jobs.Executor, attempt.Executor, attempt.Image, hasDaemon, Placeholders);
    }
}

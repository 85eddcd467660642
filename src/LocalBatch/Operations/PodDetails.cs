using LocalBatch.Api.Model;
using LocalBatch.Jobs;
using LocalBatch.Resources;

namespace LocalBatch.Operations;

/// <summary>Tells of the pod of a job on EKS, and how its containers ended.</summary>
internal sealed class PodDetails(Arns arns)
{
    /// <returns><c>null</c> where the job does not run on EKS.</returns>
    public EksPropertiesDetail? Describe(JobSnapshot job, JobPart part)
    {
        if (part.Eks?.PodProperties is not { } pod)
        {
            return null;
        }

        var last = job.Live is null ? JobDetails.Latest(job) : null;
        var host = job.Live?.Host ?? last?.Host;

        return new()
        {
            PodProperties = new()
            {
                ServiceAccountName = pod.ServiceAccountName,
                HostNetwork = pod.HostNetwork,
                DnsPolicy = pod.DnsPolicy,
                ImagePullSecrets = pod.ImagePullSecrets,
                Containers = pod.Containers.ConvertAll(container => Container(container, last)),
                InitContainers = pod.InitContainers?.ConvertAll(container => Container(container, last)),
                Volumes = pod.Volumes,
                // AWS: known while an attempt runs, and of its last one (user guide, job to pod and node mapping).
                PodName = host is null ? null : PodNames.Pod(job.Live?.TaskId ?? last?.TaskId ?? Guid.Empty),
                NodeName = host is null ? null : PodNames.Node(host, arns.Region),
                Metadata = pod.Metadata,
                ShareProcessNamespace = pod.ShareProcessNamespace,
            },
        };
    }

    public EksAttemptDetail Attempt(AttemptRecord attempt, JobPart part, JobSpec spec)
    {
        var pod = part.Eks?.PodProperties;

        return new()
        {
            Containers = (pod?.Containers ?? []).ConvertAll(container => End(container, attempt)),
            InitContainers = (pod?.InitContainers ?? []).ConvertAll(container => End(container, attempt)),
            EksClusterArn = attempt.Host.Cluster,
            PodName = PodNames.Pod(attempt.TaskId),
            PodNamespace = pod?.Metadata?.Namespace ?? Namespace(attempt.Host, spec),
            NodeName = PodNames.Node(attempt.Host, arns.Region),
            StartedAt = attempt.StartedAt == 0 ? null : attempt.StartedAt,
            StoppedAt = attempt.StoppedAt,
            StatusReason = attempt.StatusReason,
        };
    }

    private static string? Namespace(HostIdentity host, JobSpec spec) =>
        spec.Queue.Environments.FirstOrDefault(entry => entry.Environment.Name == host.ComputeEnvironment)?.Environment.KubernetesNamespace;

    private static EksAttemptContainerDetail End(EksContainer container, AttemptRecord attempt) => new()
    {
        Name = PodTemplates.NameOf(container.Name),
        ContainerID = Id(container, attempt),
        ExitCode = Of(container, attempt)?.ExitCode,
        Reason = Of(container, attempt)?.Reason,
    };

    /// <summary>Only of a container that ran.</summary>
    private static string? Id(EksContainer container, AttemptRecord attempt) => attempt.Containers.ToList().FindIndex(end => end.Name == PodTemplates.NameOf(container.Name)) is >= 0 and var index
        && attempt.Containers[index].HasStarted
            ? $"containerd://{TaskTemplate.ContainerId(attempt.TaskId, index):N}"
            : null;

    private static EksContainerDetail Container(EksContainer container, AttemptRecord? last) => new()
    {
        Name = PodTemplates.NameOf(container.Name),
        Image = container.Image,
        ImagePullPolicy = container.ImagePullPolicy,
        Command = container.Command,
        Args = container.Args,
        Env = container.Env,
        Resources = container.Resources,
        ExitCode = last is null ? null : Of(container, last)?.ExitCode,
        Reason = last is null ? null : Of(container, last)?.Reason,
        VolumeMounts = container.VolumeMounts,
        SecurityContext = container.SecurityContext,
    };

    private static Execution.ContainerEnd? Of(EksContainer container, AttemptRecord attempt) =>
        attempt.Containers.FirstOrDefault(end => end.Name == PodTemplates.NameOf(container.Name));
}

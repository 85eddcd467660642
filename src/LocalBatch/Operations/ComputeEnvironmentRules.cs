using LocalBatch.Api.Model;
using LocalBatch.Jobs;
using LocalBatch.Resources;

namespace LocalBatch.Operations;

/// <summary>Turns what is told of a compute environment into what the scheduler sees, and back.</summary>
internal static class ComputeEnvironmentRules
{
    private const string Enabled = "ENABLED";

    /// <summary>Name of the ECS cluster behind an environment.</summary>
    public static string Cluster(string name, string uuid) => $"AWSBatch-{name}-{uuid}";

    /// <summary>From a new environment, or one out of the journal.</summary>
    public static ComputeEnvironmentEntry Entry(ComputeEnvironmentDetail detail, Arns arns)
    {
        var name = detail.ComputeEnvironmentName;
        var environment = new ComputeEnvironment(name, arns.ComputeEnvironment(name), detail.EksConfiguration?.EksClusterArn ?? Cluster(name, detail.Uuid))
        {
            KubernetesNamespace = detail.EksConfiguration?.KubernetesNamespace,
            Offer = ComputeResourceRules.Offer(detail),
            IsEnabled = detail.State?.Value == Enabled,
            Status = LifecycleStatusFacts.Parse(detail.Status?.Value) ?? LifecycleStatus.Creating,
            StatusReason = detail.StatusReason,
        };

        return new(environment, detail);
    }

    /// <summary>The detail with state, status and capacity as they are now; what was given is not changed.</summary>
    public static ComputeEnvironmentDetail Describe(ComputeEnvironmentEntry entry)
    {
        var (environment, detail) = (entry.Environment, entry.Detail);

        return new()
        {
            ComputeEnvironmentName = detail.ComputeEnvironmentName,
            ComputeEnvironmentArn = detail.ComputeEnvironmentArn,
            EcsClusterArn = detail.EcsClusterArn,
            Uuid = detail.Uuid,
            Type = detail.Type,
            State = environment.IsEnabled ? Enabled : "DISABLED",
            Status = environment.Status.Name,
            StatusReason = environment.StatusReason,
            UnmanagedvCpus = detail.UnmanagedvCpus,
            ComputeResources = detail.ComputeResources is { } resources ? WithDesired(resources, environment) : null,
            ServiceRole = detail.ServiceRole,
            UpdatePolicy = detail.UpdatePolicy,
            Tags = new(detail.Tags ?? []),
            ContainerOrchestrationType = detail.ContainerOrchestrationType,
            Context = detail.Context,
            // AWS: absent until somebody sets it; absent is not DISABLED (API_EcsSettings).
            EcsSettings = detail.EcsSettings,
            EksConfiguration = detail.EksConfiguration,
        };
    }

    /// <summary>A copy in which <c>desiredvCpus</c> are those of the instances that are up.</summary>
    private static ComputeResource WithDesired(ComputeResource resources, ComputeEnvironment environment)
    {
        var copy = Copies.Of(resources);
        if (environment.Offer.Platform == Platform.Ec2)
        {
            copy.DesiredvCpus = Math.Max(
                Math.Max(resources.MinvCpus ?? 0, environment.IsEnabled ? resources.DesiredvCpus ?? 0 : 0),
                environment.Hosts.All.Sum(host => host.Size.MilliVcpus / 1000));
        }

        return copy;
    }
}

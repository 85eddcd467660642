using LocalBatch.Api;
using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Jobs;
using LocalBatch.Resources;

namespace LocalBatch.Operations;

/// <summary>
/// Changes a compute environment: UPDATING at once, VALID a moment later. A change of its infrastructure replaces the
/// instances: with <c>terminateJobsOnUpdate</c> the jobs on them end at once, else after <c>jobExecutionTimeoutMinutes</c>, and are
/// retried by their own rules.
/// </summary>
internal static class UpdateComputeEnvironment
{
    // AWS: the default of jobExecutionTimeoutMinutes (API_UpdatePolicy).
    private const long UsualTimeoutMinutes = 30;

    /// <exception cref="ClientException">The environment does not exist or is changing, or the request breaks one of AWS's rules.</exception>
    public static UpdateComputeEnvironmentResponse Run(UpdateComputeEnvironmentRequest request, EngineState state)
    {
        var given = Require.Text(request.ComputeEnvironment, "computeEnvironment");
        var entry = state.FindComputeEnvironment(given)
            ?? throw ClientException.Raw(AwsTexts.DoesNotExist(
                state.Arns.Name("compute-environment", given) is { } name ? state.Arns.ComputeEnvironment(name) : given));
        Check(request, entry);
        var resources = Resources(request, entry);

        Apply(request, entry, resources);
        if (!entry.Environment.Offer.IsFargate && request.ComputeResources is { } update && ComputeResourceUpdates.IsInfrastructure(update))
        {
            HostRules.Replace(state.Jobs, entry.Environment, Patience(entry.Detail.UpdatePolicy));
        }

        state.Jobs.MayPlace = true;
        Lifecycle.Begin(state, entry, LifecycleStatus.Updating);

        return new() { ComputeEnvironmentName = entry.Environment.Name, ComputeEnvironmentArn = entry.Environment.Arn };
    }

    /// <summary>How long jobs may go on while their instances are replaced; <c>null</c>: not at all.</summary>
    private static TimeSpan? Patience(UpdatePolicy? policy) => policy?.TerminateJobsOnUpdate == true
        ? null
        : TimeSpan.FromMinutes(policy?.JobExecutionTimeoutMinutes ?? UsualTimeoutMinutes);

    private static void Check(UpdateComputeEnvironmentRequest request, ComputeEnvironmentEntry entry)
    {
        if (request is { State: null, ComputeResources: null, ServiceRole: null, UnmanagedvCpus: null, EcsSettings: null })
        {
            throw ClientException.Raw(AwsTexts.NothingToUpdate);
        }

        if (entry.Environment.Status.IsChanging)
        {
            throw ClientException.Raw(OwnTexts.UpdateBeingModified);
        }

        Require.Not(request.UnmanagedvCpus is not null && entry.Detail.Type == CEType.MANAGED, AwsTexts.UnmanagedVcpus);
        Require.Not(
            request.ComputeResources is not null && entry.Detail.ComputeResources is null,
            OwnTexts.Invalid("computeResources", "are for MANAGED compute environments"));
    }

    private static ComputeResource? Resources(UpdateComputeEnvironmentRequest request, ComputeEnvironmentEntry entry)
    {
        if (request.ComputeResources is not { } update || entry.Detail.ComputeResources is not { } old)
        {
            return null;
        }

        Require.Not(update.DesiredvCpus < (old.DesiredvCpus ?? 0), AwsTexts.ScaleDown);
        var resources = ComputeResourceUpdates.Merge(old, update);
        Require.Not(
            ComputeResourceRules.Platform(resources) != ComputeResourceRules.Platform(old),
            OwnTexts.Invalid("computeResources.type", "cannot change between EC2, Fargate and managed instances"));
        ComputeResourceRules.Check(resources);

        return resources;
    }

    private static void Apply(UpdateComputeEnvironmentRequest request, ComputeEnvironmentEntry entry, ComputeResource? resources)
    {
        entry.Detail.ComputeResources = resources ?? entry.Detail.ComputeResources;
        entry.Detail.ServiceRole = request.ServiceRole ?? entry.Detail.ServiceRole;
        entry.Detail.UnmanagedvCpus = request.UnmanagedvCpus ?? entry.Detail.UnmanagedvCpus;
        entry.Detail.UpdatePolicy = request.UpdatePolicy ?? entry.Detail.UpdatePolicy;
        entry.Detail.Context = request.Context ?? entry.Detail.Context;
        entry.Detail.EcsSettings = request.EcsSettings ?? entry.Detail.EcsSettings;
        entry.Environment.Offer = ComputeResourceRules.Offer(entry.Detail);
        if (request.State is { } wanted)
        {
            entry.Environment.IsEnabled = wanted == CEState.ENABLED;
        }
    }
}

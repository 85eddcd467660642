using LocalBatch.Api;
using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Resources;

namespace LocalBatch.Operations;

/// <summary>Makes a compute environment: CREATING at once, VALID a moment later.</summary>
internal static class CreateComputeEnvironment
{
    /// <exception cref="ClientException">The request breaks one of AWS's rules, or the name is taken.</exception>
    public static CreateComputeEnvironmentResponse Run(CreateComputeEnvironmentRequest request, EngineState state)
    {
        Check(request, state);
        var detail = Detail(request, state);
        var entry = ComputeEnvironmentRules.Entry(detail, state.Arns);
        state.ComputeEnvironments.Add(detail.ComputeEnvironmentName, entry);
        Lifecycle.Begin(state, entry, LifecycleStatus.Creating);

        return new() { ComputeEnvironmentName = detail.ComputeEnvironmentName, ComputeEnvironmentArn = detail.ComputeEnvironmentArn };
    }

    private static void Check(CreateComputeEnvironmentRequest request, EngineState state)
    {
        var name = Require.Name(request.ComputeEnvironmentName, AwsTexts.ComputeEnvironmentName);
        Require.Not(request.State == CEState.DISABLED, AwsTexts.MustBeEnabled);
        EksConfigurationRules.Check(request);
        if (request.Type == CEType.MANAGED)
        {
            var resources = request.ComputeResources ?? throw ClientException.Wrapped(AwsTexts.ResourcesMissing);
            Require.Not(request.UnmanagedvCpus is not null, AwsTexts.UnmanagedVcpus);
            ComputeResourceRules.Check(resources);
        }
        else
        {
            Require.Not(request.ComputeResources is { } own && ComputeResourceRules.IsFargate(own), AwsTexts.UnmanagedFargate);
            Require.Not(string.IsNullOrEmpty(request.ServiceRole), AwsTexts.ServiceRole);
        }

        TagRules.Check(request.Tags);
        Require.Free(state.ComputeEnvironments.ContainsKey(name));
        Require.Not(
            state.ComputeEnvironments.Count >= Limits.ComputeEnvironments,
            OwnTexts.QuotaReached("compute environments", Limits.ComputeEnvironments));
    }

    private static ComputeEnvironmentDetail Detail(CreateComputeEnvironmentRequest request, EngineState state)
    {
        var uuid = state.Jobs.NewId().ToString();

        return new()
        {
            ComputeEnvironmentName = request.ComputeEnvironmentName,
            ComputeEnvironmentArn = state.Arns.ComputeEnvironment(request.ComputeEnvironmentName),
            EcsClusterArn = request.EksConfiguration is not null ? null : state.Arns.Cluster(ComputeEnvironmentRules.Cluster(request.ComputeEnvironmentName, uuid)),
            Uuid = uuid,
            Type = request.Type,
            State = CEState.ENABLED,
            UnmanagedvCpus = request.UnmanagedvCpus,
            ComputeResources = request.ComputeResources,
            // AWS: without a role the account's service-linked role is used (API_CreateComputeEnvironment).
            ServiceRole = request.ServiceRole is { Length: > 0 } role
                ? role
                : $"arn:aws:iam::{state.Arns.Account}:role/aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch",
            Tags = request.Tags ?? [],
            EksConfiguration = request.EksConfiguration,
            ContainerOrchestrationType = request.EksConfiguration is null ? OrchestrationType.ECS : OrchestrationType.EKS,
            Context = request.Context,
            EcsSettings = request.EcsSettings,
        };
    }
}

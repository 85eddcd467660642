using LocalBatch.Api;
using LocalBatch.Api.Internal;
using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Jobs;
using LocalBatch.Resources;

namespace LocalBatch.Operations;

/// <summary>Adds a revision to a job definition. Nothing is taken over from the revisions before it.</summary>
internal static class RegisterJobDefinition
{
    /// <exception cref="ClientException">The definition breaks one of AWS's rules, or asks for what is not served here.</exception>
    public static RegisterJobDefinitionResponse Run(RegisterJobDefinitionRequest request, EngineState state)
    {
        Check(request);
        var name = request.JobDefinitionName;
        var revision = state.JobDefinitions.NextRevision(name);
        var entry = JobDefinitionRules.Entry(Detail(request, revision, state.Arns.JobDefinition(name, revision)));
        state.JobDefinitions.Add(entry);
        state.Catalog.JobDefinitions.Add(entry);

        return new() { JobDefinitionName = name, JobDefinitionArn = entry.Definition.Arn, Revision = revision };
    }

    private static void Check(RegisterJobDefinitionRequest request)
    {
        Require.Name(request.JobDefinitionName, AwsTexts.JobDefinitionName);
        var capabilities = request.PlatformCapabilities ?? [];
        Require.Not(capabilities.Count > 1, AwsTexts.OneCapability);
        Require.Not(
            capabilities.Exists(capability => capability is not ("EC2" or "FARGATE" or "MANAGED_INSTANCES")),
            AwsTexts.Capability(capabilities.FirstOrDefault() ?? ""));
        var platform = JobDefinitionRules.PlatformOf(capabilities);
        CheckKind(request, platform);
        RetryRules.Read(request.RetryStrategy);
        RetryRules.Read(request.Timeout);
        Require.Not(request.SchedulingPriority is < 0 or > Limits.SchedulingPriority, AwsTexts.SchedulingPriority);
        TagRules.Check(request.Tags);
        ConsumableResourceRules.Check(request.ConsumableResourceProperties);
        ContainerPropertiesRules.Check(request.ContainerProperties, platform);
        EcsPropertiesRules.Check(request.EcsProperties, platform);
        EksPropertiesRules.Check(request.EksProperties);
        NodePropertiesRules.Check(request.NodeProperties);
        Require.Not(Copies.Json(request, RegisterJobDefinitionRequestJson.Write).Length > Limits.JobDefinitionBytes, OwnTexts.DefinitionTooLarge);
    }

    private static void CheckKind(RegisterJobDefinitionRequest request, Platform platform)
    {
        if (request.Type == JobDefinitionType.Multinode)
        {
            Require.Not(platform == Platform.Fargate, AwsTexts.FargateMultinode);
            Require.Not(request.NodeProperties is null, AwsTexts.NodePropertiesMissing);
            Require.Not(request is not { ContainerProperties: null, EcsProperties: null, EksProperties: null }, OwnTexts.NodesAlone);

            return;
        }

        Require.Not(request.ContainerProperties is not null && request.EcsProperties is not null, AwsTexts.ContainerAndEcs);
        Require.Not(request.ContainerProperties is not null && request.EksProperties is not null, AwsTexts.ContainerAndEks);
        Require.Not(request.EcsProperties is not null && request.EksProperties is not null, OwnTexts.OneKindOfProperties);
        Require.Not(request is { ContainerProperties: null, EcsProperties: null, EksProperties: null }, AwsTexts.PropertiesMissing);
        Require.Not(request.NodeProperties is not null, OwnTexts.Invalid("nodeProperties", "are for job definitions of type multinode"));

        // AWS: both are for ECS (API_RegisterJobDefinition).
        Require.Not(
            request is { EksProperties: not null, PlatformCapabilities.Count: > 0 },
            OwnTexts.Invalid("platformCapabilities", "cannot be given together with eksProperties"));
        Require.Not(
            request is { EksProperties: not null, PropagateTags: not null },
            OwnTexts.Invalid("propagateTags", "cannot be given together with eksProperties"));
    }

    private static LocalBatch.Api.Model.JobDefinition Detail(RegisterJobDefinitionRequest request, int revision, string arn) => new()
    {
        JobDefinitionName = request.JobDefinitionName,
        JobDefinitionArn = arn,
        Revision = revision,
        Status = JobDefinitionEntry.Active,
        Type = request.Type.Value,
        SchedulingPriority = request.SchedulingPriority,
        Parameters = request.Parameters ?? [],
        RetryStrategy = RetryRules.Read(request.RetryStrategy) is { } retry ? RetryRules.Describe(retry) : null,
        ContainerProperties = DefinitionDefaults.Of(request.ContainerProperties, JobDefinitionRules.PlatformOf(request.PlatformCapabilities)),
        EcsProperties = DefinitionDefaults.Of(request.EcsProperties, JobDefinitionRules.PlatformOf(request.PlatformCapabilities)),
        EksProperties = request.EksProperties,
        NodeProperties = DefinitionDefaults.Of(request.NodeProperties),
        ConsumableResourceProperties = request.ConsumableResourceProperties,
        Timeout = request.Timeout,
        Tags = request.Tags ?? [],
        PropagateTags = request.PropagateTags,
        PlatformCapabilities = request.PlatformCapabilities,
        ContainerOrchestrationType = request.EksProperties is null ? OrchestrationType.ECS : OrchestrationType.EKS,
    };
}

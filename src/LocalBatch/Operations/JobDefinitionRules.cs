using System.Diagnostics;
using LocalBatch.Api;
using LocalBatch.Books;
using LocalBatch.Jobs;
using LocalBatch.Resources;
using Model = LocalBatch.Api.Model;

namespace LocalBatch.Operations;

/// <summary>Finds job definitions, and turns what was registered into what the rules need.</summary>
internal static class JobDefinitionRules
{
    private const string ArnKind = "job-definition";

    /// <summary>From a new definition, or one out of the journal.</summary>
    public static JobDefinitionEntry Entry(Model.JobDefinition detail) => new(
        new()
        {
            Name = detail.JobDefinitionName,
            Revision = detail.Revision.GetValueOrDefault(),
            Arn = detail.JobDefinitionArn,
            Container = detail.ContainerProperties is { } container ? ContainerPropertiesRules.Template(container) : ContainerTemplate.None,
            Platform = IsOnEks(detail) ? Platform.Eks : PlatformOf(detail.PlatformCapabilities),
            Parameters = detail.Parameters ?? Empty.Map,
            Retry = RetryRules.Read(detail.RetryStrategy),
            Timeout = RetryRules.Read(detail.Timeout),
            PropagateTags = detail.PropagateTags,
            Consumables = ConsumableResourceRules.Needs(detail.ConsumableResourceProperties) ?? [],
            SchedulingPriority = detail.SchedulingPriority,
            Workload = Workloads.Of(detail),
        },
        detail);

    public static Platform PlatformOf(List<string>? capabilities) =>
        (capabilities ?? []).Contains(PlatformCapability.FARGATE.Value) ? Platform.Fargate
        : (capabilities ?? []).Contains(PlatformCapability.MANAGED_INSTANCES.Value) ? Platform.ManagedInstances
        : Platform.Ec2;

    /// <summary>The platform in the words of <c>platformCapabilities</c>.</summary>
    public static string Capability(Platform platform) => platform switch
    {
        Platform.Fargate => PlatformCapability.FARGATE.Value,
        Platform.ManagedInstances => PlatformCapability.MANAGED_INSTANCES.Value,
        Platform.Ec2 => PlatformCapability.EC2.Value,
        Platform.Eks => OrchestrationType.EKS.Value,
        _ => throw new UnreachableException(),
    };

    private static bool IsOnEks(Model.JobDefinition detail) =>
        detail.EksProperties is not null || detail.NodeProperties?.NodeRangeProperties?.Exists(range => range.EksProperties is not null) == true;

    /// <summary>What <c>jobDefinition</c> of a SubmitJob stands for.</summary>
    /// <exception cref="ClientException">It is unknown, INACTIVE, or no name, <c>name:revision</c> or ARN.</exception>
    public static JobDefinitionEntry Resolve(string given, EngineState state)
    {
        var isArn = given.StartsWith("arn:", StringComparison.Ordinal);
        var reference = Parse(given, state.Arns) ?? throw ClientException.Raw(AwsTexts.DefinitionPattern(given));
        if (reference.Revision is not { } revision)
        {
            return state.JobDefinitions.LatestActive(reference.Name)
                ?? throw ClientException.Raw(isArn ? AwsTexts.DefinitionNotFound(given) : AwsTexts.NoActiveDefinition(reference.Name));
        }

        var entry = state.JobDefinitions.Find(reference.Name, revision)
            ?? throw ClientException.Raw(isArn
                ? AwsTexts.DefinitionNotFound(given)
                : AwsTexts.DefinitionNotFound(state.Arns.JobDefinition(reference.Name, revision)));

        return entry.IsActive ? entry : throw ClientException.Raw(AwsTexts.DefinitionNotActive(entry.Definition.Arn));
    }

    /// <summary>Takes <c>name</c>, <c>name:revision</c> or an ARN apart; <c>null</c> where it is none of them.</summary>
    public static DefinitionReference? Parse(string given, Arns arns)
    {
        if (arns.Name(ArnKind, given) is not { } text)
        {
            return null;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? text : text[..colon];
        int? revision = null;
        if (colon >= 0)
        {
            if (!int.TryParse(text.AsSpan(colon + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            revision = number;
        }

        return name.Length is > 0 and <= 128 && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_')
            ? new(name, revision)
            : null;
    }
}

/// <param name="Revision"><c>null</c>: the highest ACTIVE one.</param>
internal sealed record DefinitionReference(string Name, int? Revision);

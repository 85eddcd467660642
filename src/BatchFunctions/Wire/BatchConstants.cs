using System.Text.Json.Serialization;
using Amazon.Batch;

namespace BatchFunctions.Wire;

/// <summary>A converter for each constant class of the Batch SDK, so that none has to be made by reflection.</summary>
internal static class BatchConstants
{
    public static IReadOnlyList<JsonConverter> Converters { get; } =
    [
        new ConstantConverter<ArrayJobDependency>(value => new ArrayJobDependency(value)),
        new ConstantConverter<AssignPublicIp>(value => new AssignPublicIp(value)),
        new ConstantConverter<CEState>(value => new CEState(value)),
        new ConstantConverter<CEStatus>(value => new CEStatus(value)),
        new ConstantConverter<CEType>(value => new CEType(value)),
        new ConstantConverter<CRAllocationStrategy>(value => new CRAllocationStrategy(value)),
        new ConstantConverter<CRType>(value => new CRType(value)),
        new ConstantConverter<CRUpdateAllocationStrategy>(value => new CRUpdateAllocationStrategy(value)),
        new ConstantConverter<ContainerInsights>(value => new ContainerInsights(value)),
        new ConstantConverter<DeviceCgroupPermission>(value => new DeviceCgroupPermission(value)),
        new ConstantConverter<EFSAuthorizationConfigIAM>(value => new EFSAuthorizationConfigIAM(value)),
        new ConstantConverter<EFSTransitEncryption>(value => new EFSTransitEncryption(value)),
        new ConstantConverter<FirelensConfigurationType>(value => new FirelensConfigurationType(value)),
        new ConstantConverter<JQState>(value => new JQState(value)),
        new ConstantConverter<JQStatus>(value => new JQStatus(value)),
        new ConstantConverter<JobDefinitionType>(value => new JobDefinitionType(value)),
        new ConstantConverter<JobQueueType>(value => new JobQueueType(value)),
        new ConstantConverter<JobStateTimeLimitActionsAction>(value => new JobStateTimeLimitActionsAction(value)),
        new ConstantConverter<JobStateTimeLimitActionsState>(value => new JobStateTimeLimitActionsState(value)),
        new ConstantConverter<JobStatus>(value => new JobStatus(value)),
        new ConstantConverter<LogDriver>(value => new LogDriver(value)),
        new ConstantConverter<OrchestrationType>(value => new OrchestrationType(value)),
        new ConstantConverter<PlatformCapability>(value => new PlatformCapability(value)),
        new ConstantConverter<QuotaShareIdleResourceAssignmentStrategy>(value => new QuotaShareIdleResourceAssignmentStrategy(value)),
        new ConstantConverter<QuotaShareInSharePreemptionState>(value => new QuotaShareInSharePreemptionState(value)),
        new ConstantConverter<QuotaShareResourceSharingStrategy>(value => new QuotaShareResourceSharingStrategy(value)),
        new ConstantConverter<QuotaShareState>(value => new QuotaShareState(value)),
        new ConstantConverter<QuotaShareStatus>(value => new QuotaShareStatus(value)),
        new ConstantConverter<ResourceType>(value => new ResourceType(value)),
        new ConstantConverter<RetryAction>(value => new RetryAction(value)),
        new ConstantConverter<ServiceEnvironmentState>(value => new ServiceEnvironmentState(value)),
        new ConstantConverter<ServiceEnvironmentStatus>(value => new ServiceEnvironmentStatus(value)),
        new ConstantConverter<ServiceEnvironmentType>(value => new ServiceEnvironmentType(value)),
        new ConstantConverter<ServiceJobRetryAction>(value => new ServiceJobRetryAction(value)),
        new ConstantConverter<ServiceJobStatus>(value => new ServiceJobStatus(value)),
        new ConstantConverter<ServiceJobType>(value => new ServiceJobType(value)),
        new ConstantConverter<ServiceResourceIdName>(value => new ServiceResourceIdName(value)),
        new ConstantConverter<UserdataType>(value => new UserdataType(value)),
    ];
}

namespace LocalBatch.Operations;

/// <summary>Error texts as AWS Batch gives them, typing mistakes included. Recorded from the service.</summary>
internal static class AwsTexts
{
    // Names
    public const string JobName = "Job name should match valid pattern";
    public const string JobDefinitionName = "Job definition name should match a valid pattern.";
    public const string ComputeEnvironmentName = "Compute Environment name should match a valid pattern.";
    public const string JobQueueName = "Job Queue name should match a valid pattern.";
    public const string SchedulingPolicyName = "Scheduling policy name should match a valid pattern.";
    public const string ConsumableResourceName = "ConsumableResource name should match a valid pattern.";
    public const string TotalQuantity = "totalQuantity cannot be a negative number.";
    public const string ServiceEnvironmentName = "Service environment name should match a valid pattern.";
    public const string TooManyCapacityLimits = "Number of capacity limits exceeds 5.";
    public const string ServiceEnvironmentsNotValid = "Service environments must be created and valid before attaching them to a job queue.";
    public const string Taken = "Object already exists";

    // Retries and timeouts
    public const string AttemptsMissing = "RetryAttempts must be provided with retry strategy";
    public const string AttemptsRange = "RetryAttempts must be between 1 and 10.";
    public const string TooManyConditions = "Up to 5 evaluateOnExit condition can be specified.";
    public const string NoCondition = "EvaluateOnExit should contain at least one of onExitCode, onReason or onStatusReason";
    public const string ConditionCharacters = "Evaluate on exit condition contains restricted characters.";
    public const string ConditionLength = "Evaluate on exit condition cannot exceed 512 characters.";
    public const string TimeoutTooShort = "AttemptDurationSeconds in Timeout must be at least 60 seconds.";

    // Job definitions
    public const string PropertiesMissing = "ECS ContainerProperties, ecsProperties, or eksProperties is required when creating a job definition";
    public const string ContainerAndEcs = "Cannot use both ECS containerProperties and ecsProperties";
    public const string ContainerAndEks = "Cannot use both ECS containerProperties and eksProperties";
    public const string NodePropertiesMissing = "Node properties of multinode job is required.";
    public const string FargateMultinode = "Fargate does not support MNP jobs";
    public const string OneCapability = "Exactly 1 capability must be provided.";
    public const string VcpuMissing = "vCPU is required.";
    public const string DuplicateRequirement = "Cannot provide duplicates in resourceRequirements.";
    public const string EnvironmentName = "Environment variable name is required.";
    public const string SwappinessMissing = "When container specified swap memory, swappiness value is required.";
    public const string TmpfsSize = "Size of a tmpfs is invalid. The size is required and must be a positive integer.";
    public const string VolumeKinds = "When the volume parameter is specified, only one volume configuration type is supported";
    public const string SecretsRole = "executionRoleArn cannot be empty when using secrets or secretOptions";
    public const string SchedulingPriority = "Scheduling priority must be between 0 and 9999.";
    public const string FargateRole = "executionRoleArn is required for Fargate jobs.";
    public const string FargatePrivileged = "Fargate requires that the ‘privileged’ setting be ‘false’ at the container level.";
    public const string FargateEfs = "EFS is supported for Fargate platform version 1.4.0";
    public const string TooManyConsumables = "Each ConsumableResourceProperty can have at most 5 consumableResources";
    public const string DuplicateConsumable = "Cannot have duplicate consumableResource in consumableResourceProperties";
    public const string TaskContainers = "Number of containers must be between 1 and 10";
    public const string TaskContainerNames = "Container names must be unique";
    public const string NoEssential = "At least one container must be set as essential";
    public const string FargateSourcePath = "host.sourcePath should not be set for volumes in Fargate.";

    // SubmitJob
    public const string TooManyDependencies = "Job cannot have more than 20 dependencies";
    public const string ShareOnFifo = "Job with shareIdentifier or schedulingPriority can onlybe submitted to job queue with fair share scheduling policy.";
    public const string ShareMissing = "shareIdentifier must be specified.";
    public const string PriorityMissing = "Either schedulingPriority in job definition or schedulingPriorityOverride should be specified.";
    public const string EcsOverrides = "Container overrides should not be set for ecsProperties jobs.";
    public const string EksClusterArn = "eksClusterArn must be an EKS cluster ARN.";
    public const string EksOverrides = "Container overrides or node overrides should not be set for Batch on EKS jobs.";

    // Compute environments
    public const string MustBeEnabled = "Compute Environment must be created in ENABLED state.";
    public const string ResourcesMissing = "computeResources must be provided for a MANAGED compute environment";
    public const string ServiceRole = "ServiceRole is required.";
    public const string UnmanagedFargate = "Cannot create an UNMANAGED Fargate Compute Environment.";
    public const string UnmanagedVcpus = "unmanagedvCpus is not applicable for managed Compute Environments";
    public const string InstanceRole = "Instance role is required.";
    public const string MinVcpusMissing = "Resource minvCpus is required.";
    public const string InstanceTypesMissing = "Resource instanceTypes are required.";
    public const string SecurityGroupsMissing = "Security group ids are required.";
    public const string MinVcpusNegative = "minvCpus should be greater than or equal to 0.";
    public const string MaxBelowMin = "maxvCpus should be greater than or equal to minvCpus.";
    public const string DesiredOutOfRange = "desiredvCpus should be between minvCpus and maxvCpus.";
    public const string ScaleDown = "Manually scaling down compute environment is not supported. Disconnecting job queues from compute environment will cause it to scale-down to minvCpus.";
    public const string SpotFleetRole = "compute resource spotIamFleetRole is required.";
    public const string NothingToUpdate = "One of [state | compute-resources | service-role | unmanaged-vcpus] is required.";
    public const string QueueRelationship = "Cannot delete, found existing JobQueue relationship";
    public const string EnvironmentBeingModified = "Cannot delete, resource is being modified.";

    // Job queues
    public const string OrderMissing = "computeEnvironmentOrder is required.";
    public const string TooManyEnvironments = "Only 3 environments are allowed in job queue request.";
    public const string DuplicateEnvironment = "Duplicate ComputeEnvironments within order list.";
    public const string DuplicateOrder = "Duplicate ComputeEnvironment order values.";
    public const string EnvironmentsNotValid = "Compute Environments must be created and valid before attaching them to a job queue";
    public const string EksQueue = "EKS job queue type must have EKS compute environment.";
    public const string SageMakerQueue = "Job queues of type SAGEMAKER_TRAINING must have serviceEnvironmentOrder.";
    public const string TimeLimitAction = "Invalid job action. Valid job actions: [CANCEL]";
    public const string DuplicateTimeLimit = "Duplicate job state limit actions are not allowed.";
    public const string QueueBeingModified = "Cannot delete, resource is being modified";

    // Scheduling policies
    public const string BothPolicies = "A scheduling policy can have either fairsharePolicy or quotaSharePolicy";
    public const string ShareIdentifierPattern = "ShareIdentifier name should match a valid pattern.";
    public const string DuplicateShares = "Cannot have two or more identical shareIdentifiers.";
    public const string WeightRange = "Weight factor should be between 0.0001 and 999.9999.";
    public const string TooManyShares = "ShareDistribution size cannot be greater than 500.";
    public const string PolicyArn = "Only scheduling policy Arn can be allowed.";
    public const string QuotaOnContainerQueue = "Quota Management feature is only supported for SageMaker Training job queues.";

    // Reads and tags
    public const string TooManyJobs = "Maximum number of jobs supported is  100 .";
    public const string OneFilter = "Only one filter key-value pair can be specified.";
    public const string OneFilterValue = "Filter cannot take more than one value.";
    public const string TagCharacters = "Tags can only contain letters, numbers, spaces, and the following special characters: _ . : / = + - @";
    public const string NotJson = "An error occurred during JSON parsing";

    public static string NodeTargets(string targets) => $"NodeOverride targets should match job definition. Non matching targets - {targets}";

    public static string Capability(string name) => $"Capability {name} is not valid. Valid capabilities: [FARGATE, EC2, MANAGED_INSTANCES]";

    public static string VcpuTooSmall(string value) => $"vCPU must be at least 1, got {value}.";

    public static string MemoryTooSmall(string value) => $"Memory must be at least 4 Mib, got {value} Mib.";

    public static string BothSpellings(string legacy, string requirement) =>
        $"Cannot use both ECS containerProperties {legacy} and resourceRequirement {requirement}";

    public static string GpuNotWhole(string value) =>
        $"Value {value} for type GPU in resourceRequirement is not valid. Please provide a whole number.";

    // Inferred: recorded for VCPU; the same rule reads MEMORY.
    public static string NotNumeric(string type, string value) =>
        $"Value {value} for type {type} in resourceRequirement is not valid. Please provide a numeric value.";

    public static string User(string user) => $"User '{user}' does not match regex";

    public static string Swappiness(int value) => $"Invalid swappiness: {value}, must be between 0 and 100.";

    public static string LogOption(string option) => $"Log driver awslogs disallows options: {option}";

    public static string NotOnEc2(string field) => $"{field} not applicable for EC2.";

    public static string NotOnFargate(string field) => $"{field} is not applicable for Fargate.";

    public static string FargateLogDriver(string driver) => $"Log driver for Fargate is not valid: {driver}";

    public static string FargateResources(string vcpu, string memory) =>
        $"Fargate resource requirements ({vcpu} vCPU, {memory} MiB) not valid.";

    public static string InstanceType(string known) => $"Instance type can only be one of [{known}]";

    public static string JobTooLarge(int kiB) => $"Job size must be less than 30 KiB, got {kiB} KiB";

    public static string QueueNotFound(string name) => $"JobQueue {name} not found.";

    public static string NoActiveDefinition(string name) => $"JobDefinition name {name} does not exist or is not in ACTIVE status";

    public static string DefinitionNotActive(string arn) => $"JobDefinition {arn} is not in ACTIVE status";

    public static string DefinitionNotFound(string arn) => $"JobDefinition {arn} not found.";

    public static string DefinitionPattern(string value) => $"Provided name {value} is not supported pattern[a-zA-Z_0-9-]{{1,128}}";

    public static string ParameterMissing(string name) => $"Unable to substitute value. No parameter found for reference {name}";

    public static string CapabilityMismatch(string capability) =>
        $"Job Queue is attached to Compute Environment that can not run Jobs with capability {capability}";

    public static string SharesOverlap(string first, string second) => $"Share identifier {first} matches another share identifier {second}";

    public static string DoesNotExist(string arn) => $"{arn} does not exist";

    public static string NamesAndMaxResults(string member) => $"{member} and MaxResults cannot both be set";
}

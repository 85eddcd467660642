namespace LocalBatch.Operations;

/// <summary>
/// Error texts of our own: where AWS's wording is not known, or where AWS can do what we cannot. When AWS's text becomes
/// known it moves to <see cref="AwsTexts"/>.
/// </summary>
internal static class OwnTexts
{
    public const string UnknownOperation = "This is no operation of AWS Batch. Operations are POST /v1/<name in lower case>; tags are at /v1/tags/<arn>.";
    public const string UpdateBeingModified = "Cannot update, resource is being modified.";
    public const string DeleteWhileEnabled = "Cannot delete, state must be DISABLED";
    public const string OneSelector = "Exactly one of jobQueue, arrayJobId or multiNodeJobId must be specified.";
    public const string ForeignToken = "nextToken is not valid for this request. Send a token only with the request that it came from, unchanged.";
    public const string PageSize = "maxResults must be at least 1.";
    public const string TimeLimitRange = "maxTimeSeconds must be between 600 and 86400.";
    public const string EmptyCommandToken = "Container overrides command must not contain an empty string.";
    public const string DefinitionTooLarge = "Job definition size must be less than 24 KiB";
    public const string ImageMissing = "containerProperties.image is required.";
    public const string OneKindOfProperties = "A job definition of type container takes exactly one of containerProperties, ecsProperties and eksProperties.";
    public const string NodesAlone = "A job definition of type multinode takes nodeProperties only.";
    public const string SequentialNeedsArray = "A dependency of type SEQUENTIAL without jobId is for array jobs only.";
    public const string NToNNeedsArrays = "A dependency of type N_TO_N needs two array jobs of the same size.";
    public const string DependencyEmpty = "A dependency needs a jobId, or the type SEQUENTIAL.";
    public const string MixedEnvironments = "Compute environments of a job queue must be all EC2, all Fargate or all managed instances.";
    public const string SharedTagPrefix = "Tag keys and values must not begin with aws:";
    public const string TooManyTags = "A resource can have at most 50 tags.";
    public const string TagSize = "Tag keys must have 1 to 128 characters, tag values at most 256.";
    public const string ChildTags = "Array children cannot be tagged; tag the array job.";
    public const string FilterName = "Filter name must be one of JOB_NAME, JOB_DEFINITION, SHARE_IDENTIFIER, BEFORE_CREATED_AT, AFTER_CREATED_AT.";
    public const string FilterValue = "Filter needs a value.";
    public const string FilterTime = "The value of a CREATED_AT filter is a time in milliseconds since 1970.";
    public const string Broken = "The engine could not write its journal and has stopped. Restart it; what was acknowledged is safe.";
    public const string NotWritten = "The engine cannot write its journal now, perhaps because the disk is full, and tries again. What this call asked for may be done when it can.";
    public const string Internal = "An internal error happened. The log of the engine has it under the request id.";
    public const string DefinitionsAndOthers = "jobDefinitions cannot be combined with jobDefinitionName.";
    public const string QuotaShareName = "Quota share name should match a valid pattern.";
    public const string MixedUnits = "capacityLimits take NUM_INSTANCES alone, or instance types.";
    public const string BothOrders = "A job queue takes either computeEnvironmentOrder or serviceEnvironmentOrder.";
    public const string OneServiceEnvironment = "serviceEnvironmentOrder takes one service environment.";
    public const string QuotaNeedsTypes = "A queue of quota shares needs a service environment whose capacityLimits count instance types.";
    public const string QuotaEnvironmentTaken = "A service environment serves one queue of quota shares only.";
    public const string ServiceTimeLimitAction = "Invalid job action. Valid job actions: [TERMINATE]";
    public const string QuotaShareMissing = "quotaShareName must be specified.";
    public const string QuotaShareElsewhere = "quotaShareName is for job queues with a quota share scheduling policy.";
    public const string PayloadTooLarge = "serviceRequestPayload must be at most 10 KiB.";
    public const string TokenUsed = "clientToken has been used for another service job.";
    public const string ServiceFilterName = "Filter name must be one of JOB_NAME, SHARE_IDENTIFIER, QUOTA_SHARE_NAME, BEFORE_CREATED_AT, AFTER_CREATED_AT.";
    public const string PolicyOnFifo = "A job queue that was created without a scheduling policy cannot be given one.";
    public const string FargateSubnets = "A Fargate compute environment takes 1 to 16 subnets and 1 to 5 security groups.";

    public const string NodesTakeNodeOverrides = "Container overrides should not be set for multi-node jobs; use nodeOverrides.";

    public const string NodesOrArray = "A multi-node job cannot be an array job.";
    public const string NodesNeedOnDemand = "Multi-node jobs need a managed compute environment of EC2 On-Demand instances.";

    public static string OverridesOfOtherKind(string overrides, string properties) => $"{overrides} is for jobs of a job definition with {properties}.";

    public static string NoSuchContainer(string name) => $"There is no container {name} in the job definition.";

    public static string NotSupported(string what) => $"{what} is not supported by LocalBatch.";

    public static string IsRequired(string path) => $"{path} is required.";

    public static string Invalid(string path, string what) => $"{path} {what}.";

    public static string QueueDisabled(string arn) => $"JobQueue {arn} is not in ENABLED state.";

    public static string QueueNotValid(string arn, string status) => $"JobQueue {arn} is in {status} status.";

    public static string ArraySize(int? size) => $"Array size must be between 2 and 10000, got {size?.ToString(System.Globalization.CultureInfo.InvariantCulture)}.";

    public static string UnknownDependency(string jobId) => $"Job {jobId} in dependsOn does not exist.";

    public static string KindOfPolicy(string kind) => $"The scheduling policy has a {kind}, which can be changed but not replaced by another kind.";

    public static string NoQuotaQueue(string arn) => $"{arn} has no quota share scheduling policy.";

    public static string NoServiceQueue(string arn) => $"{arn} is not of the type SAGEMAKER_TRAINING, and takes no service jobs.";

    public static string ShareDisabled(string arn) => $"Quota share {arn} is not in ENABLED state.";

    public static string ShareNotValid(string arn, string status) => $"Quota share {arn} is in {status} status.";

    public static string UnknownServiceJob(string id) => $"Service job {id} does not exist";

    public static string ServiceJobOver(string id, string status) => $"Service job {id} is {status}; its priority cannot change any more.";

    public static string TooLong(string field, int length) => $"{field} must have at most {length} characters.";

    public static string TooManyNames(string field) => $"{field} takes at most 100 entries.";

    public static string QuotaReached(string what, int quota) => $"Quota reached: at most {quota} {what}.";

    public static string ResourceNotFound(string arn) => $"{arn} does not exist or cannot be tagged.";

    public static string TypeOfJob(string type) => $"Job definition type must be container or multinode, not '{type}'.";
}

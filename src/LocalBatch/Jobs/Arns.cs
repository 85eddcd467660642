namespace LocalBatch.Jobs;

/// <summary>ARNs of one region and account.</summary>
internal sealed class Arns(string region, string account)
{
    public const string SchedulingPolicyKind = "scheduling-policy";
    public const string ServiceEnvironmentKind = "service-environment";
    public const string ConsumableResourceKind = "consumable-resource";

    private const int LongestTrainingName = 63 - 32 - 8;

    private readonly string _batch = $"arn:aws:batch:{region}:{account}:";
    private readonly string _ecs = $"arn:aws:ecs:{region}:{account}:";

    public string Region => region;

    public string Account => account;

    public string ComputeEnvironment(string name) => $"{_batch}compute-environment/{name}";

    public string JobQueue(string name) => $"{_batch}job-queue/{name}";

    public string JobDefinition(string name, int revision) => $"{_batch}job-definition/{name}:{revision}";

    public string SchedulingPolicy(string name) => $"{_batch}{SchedulingPolicyKind}/{name}";

    public string ConsumableResource(string name) => $"{_batch}{ConsumableResourceKind}/{name}";

    public string ServiceEnvironment(string name) => $"{_batch}{ServiceEnvironmentKind}/{name}";

    public string ServiceJob(Guid id) => $"{_batch}service-job/{id}";

    // AWS: below the queue's own ARN (API_CreateQuotaShare, example).
    public static string QuotaShare(string queueArn, string name) => $"{queueArn}/quota-share/{name}";

    /// <summary>ARN of a training job made by AWS Batch.</summary>
    // AWS: AWSBatch, the name of the request and 32 hexadecimal digits (user guide, service job state change events); SageMaker takes 63 characters.
    public string TrainingJob(string name, Guid id) =>
        $"arn:aws:sagemaker:{region}:{account}:training-job/AWSBatch{(name.Length > LongestTrainingName ? name[..LongestTrainingName] : name)}{id:N}";

    public string Job(Jobs.JobKey key) => $"{_batch}job/{key}";

    public string Cluster(string name) => $"{_ecs}cluster/{name}";

    public string Task(string cluster, Guid id) => $"{_ecs}task/{cluster}/{id:N}";

    public string ContainerInstance(string cluster, string id) => $"{_ecs}container-instance/{cluster}/{id}";

    /// <summary>The name in a name or ARN of <paramref name="kind"/>; an ARN of anything else, or of elsewhere, is no name.</summary>
    /// <param name="kind">Such as <c>job-queue</c>.</param>
    /// <param name="nameOrArn">As the caller gave it.</param>
    public string? Name(string kind, string nameOrArn)
    {
        if (!nameOrArn.StartsWith("arn:", StringComparison.Ordinal))
        {
            return nameOrArn;
        }

        var prefix = $"{_batch}{kind}/";

        return nameOrArn.StartsWith(prefix, StringComparison.Ordinal) ? nameOrArn[prefix.Length..] : null;
    }
}

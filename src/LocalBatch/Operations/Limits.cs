namespace LocalBatch.Operations;

/// <summary>AWS's limits, each with the page that documents it.</summary>
internal static class Limits
{
    /// <summary>Ids or names in one Describe call (API_DescribeJobs and the others).</summary>
    public const int DescribedAtOnce = 100;

    /// <summary>API_ArrayProperties.</summary>
    public const int SmallestArray = 2;

    /// <summary>API_ArrayProperties.</summary>
    public const int LargestArray = 10_000;

    /// <summary>API_SubmitJob, <c>dependsOn</c>.</summary>
    public const int Dependencies = 20;

    /// <summary>User guide, service quotas.</summary>
    public const int SubmitJobBytes = 30 * 1024;

    /// <summary>User guide, service quotas.</summary>
    public const int JobDefinitionBytes = 24 * 1024;

    /// <summary>API_RetryStrategy.</summary>
    public const int Attempts = 10;

    /// <summary>API_RetryStrategy.</summary>
    public const int EvaluateOnExit = 5;

    /// <summary>API_EvaluateOnExit.</summary>
    public const int EvaluateOnExitPattern = 512;

    /// <summary>API_JobTimeout.</summary>
    public const int ShortestTimeoutSeconds = 60;

    /// <summary>API_CancelJob, <c>reason</c>.</summary>
    public const int Reason = 1024;

    /// <summary>API_CreateJobQueue, <c>computeEnvironmentOrder</c>.</summary>
    public const int EnvironmentsInQueue = 3;

    /// <summary>User guide, service quotas.</summary>
    public const int ComputeEnvironments = 50;

    /// <summary>User guide, service quotas.</summary>
    public const int JobQueues = 50;

    /// <summary>API_FairsharePolicy: entries of <c>shareDistribution</c>, and share identifiers in use in one queue.</summary>
    public const int Shares = 500;

    /// <summary>API_FairsharePolicy.</summary>
    public const int ShareDecaySeconds = 604_800;

    /// <summary>API_FairsharePolicy, in percent.</summary>
    public const int ComputeReservation = 99;

    /// <summary>API_ShareAttributes.</summary>
    public const float SmallestWeight = 0.0001f;

    /// <summary>API_ShareAttributes.</summary>
    public const float LargestWeight = 999.9999f;

    /// <summary>API_SubmitJob.</summary>
    public const int SchedulingPriority = 9999;

    /// <summary>User guide, create consumable resources.</summary>
    public const int ConsumableResources = 50_000;

    /// <summary>User guide, service quotas.</summary>
    public const int ServiceEnvironments = 50;

    /// <summary>User guide, quota shares.</summary>
    public const int QuotaShares = 20;

    /// <summary>User guide, service job payload.</summary>
    public const int ServicePayloadBytes = 10 * 1024;

    /// <summary>Our own; that of AWS is not documented.</summary>
    public const int SchedulingPolicies = 500;

    /// <summary>API_JobStateTimeLimitAction.</summary>
    public const int ShortestTimeLimitSeconds = 600;

    /// <summary>API_JobStateTimeLimitAction.</summary>
    public const int LongestTimeLimitSeconds = 86_400;

    /// <summary>API_TagResource.</summary>
    public const int Tags = 50;

    /// <summary>API_TagResource.</summary>
    public const int TagKey = 128;

    /// <summary>API_TagResource.</summary>
    public const int TagValue = 256;

    /// <summary>API_ListJobs: a page without filters.</summary>
    public const int ListedJobs = 1000;

    /// <summary>API_ListJobs: a page with a filter.</summary>
    public const int FilteredJobs = 100;

    /// <summary>Our own: how many jobs a ListJobs call with a filter looks at before it hands back a token.</summary>
    public const int JobsScanned = 20_000;

    /// <summary>Our own: keeps arithmetic on thousandths of vCPUs within 32 bits.</summary>
    public const int Vcpus = 1_000_000;
}

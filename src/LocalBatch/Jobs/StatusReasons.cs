namespace LocalBatch.Jobs;

/// <summary>The texts AWS Batch puts into <c>statusReason</c>.</summary>
internal static class StatusReasons
{
    // AWS: set on success as well as on failure (observed).
    public const string ContainerExited = "Essential container in task exited";
    public const string FailedToStart = "Task failed to start";
    public const string TimedOut = "Job attempt duration exceeded timeout";
    public const string DependencyFailed = "Dependent Job failed";
    public const string ChildFailed = "Array Child Job failed";
    public const string QueueDeleted = "JobQueue deleted";
    public const string FargateSpotInterrupted = "Your Spot Task was interrupted.";

    // AWS: a limit of ECS that Batch meets only when it places the job (observed).
    public const string OverridesTooLong = "Container Overrides length must be at most 8192";

    // No evidence of AWS's text: on-demand Fargate hides its hosts.
    public const string FargateHostLost = "Task host terminated.";

    public static string HostTerminated(string instanceId) => $"Host EC2 (instance {instanceId}) terminated.";

    public static string TimeLimitReached(string reason) => $"Canceled by JobStateTimeLimit action due to reason: {reason}";
}

namespace BatchFunctions.Failures;

/// <summary>Why a job failed. The names are those of the rules, the records and the events.</summary>
internal enum FailureCause
{
    Unknown,
    OutOfMemory,
    SpotInterruption,
    HostTerminated,
    ImagePull,
    Timeout,
    DependencyFailed,
    Cancelled,
    Terminated,
    ApplicationError,
    Misconfiguration,
}

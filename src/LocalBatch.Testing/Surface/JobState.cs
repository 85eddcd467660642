namespace LocalBatch.Testing;

/// <summary>What was last told of a job.</summary>
/// <param name="JobId">Job id; for a child of an array <c>parent:index</c>.</param>
/// <param name="JobName">Its name.</param>
/// <param name="Status">In AWS's capitals, such as SUCCEEDED: what the SDK's constants are compared with.</param>
/// <param name="StatusReason">Why; <c>null</c> where AWS Batch says nothing.</param>
/// <param name="ExitCode">Of its container; <c>null</c> where there is none yet.</param>
public sealed record JobState(string JobId, string JobName, string Status, string? StatusReason, int? ExitCode)
{
    /// <summary>Whether it is SUCCEEDED or FAILED.</summary>
    public bool IsOver => Status is "SUCCEEDED" or "FAILED";

    /// <summary>One line.</summary>
    public override string ToString() =>
        $"{JobName} {JobId} {Status}{(ExitCode is { } code ? $", exit code {code}" : "")}{(StatusReason is { } reason ? $": {reason}" : "")}";
}

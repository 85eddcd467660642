namespace BatchFunctions.Submissions;

/// <summary>A job of a checked manifest.</summary>
/// <param name="Index">Position in the file, from 0.</param>
/// <param name="Pointer">Where it stands in the file.</param>
/// <param name="Body">
/// Writes the SubmitJob body, defaults merged in, without dependencies; only when it is wanted, since ten thousand bodies
/// with large defaults would not fit into the function's memory.
/// </param>
/// <param name="DependsOn">What it waits for.</param>
/// <param name="OnFailure">Failure rules as JSON; its own or the manifest's.</param>
internal sealed record PlannedJob(
    int Index,
    string Pointer,
    string JobName,
    string JobQueue,
    string JobDefinition,
    Func<string> Body,
    int? ArraySize,
    IReadOnlyList<PlannedDependency> DependsOn,
    string? OnFailure)
{
    /// <summary>The failed job that this one stands in for.</summary>
    public string? ResubmitOf { get; init; }

    /// <summary>The first job of the chain of resubmissions.</summary>
    public string? OriginalJobId { get; init; }

    /// <summary>Resubmissions along the chain up to this job; 0 for the first.</summary>
    public int Resubmission { get; init; }
}

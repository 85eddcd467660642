namespace BatchFunctions.Jobs;

/// <summary>A failed child of an array job; the children that succeed are not recorded one by one.</summary>
internal sealed record FailedChild(
    string ParentId,
    int Index,
    string? StatusReason,
    string? Cause,
    DateTimeOffset At,
    IReadOnlyList<JobAttempt> Attempts)
{
    public string JobId => ArrayChild.IdOf(ParentId, Index);

    /// <summary>Of its last attempt.</summary>
    public int? ExitCode => Attempts is [.., var last] ? last.ExitCode : null;

    /// <summary>An attempt of it has started, so that all it depended on has succeeded.</summary>
    public bool HasStarted => Attempts.Count > 0;

    /// <summary>The job that stands in for it.</summary>
    public string? ResubmittedAs { get; init; }

    /// <summary>The request that stands in for it, or is to.</summary>
    public SuccessorClaim? Successor { get; init; }
}

/// <summary>The failed children of an array, of which an answer shows the first.</summary>
internal sealed record ShownChildren(IReadOnlyList<FailedChild> All, int Shown);

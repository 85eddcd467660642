namespace BatchFunctions.Jobs;

/// <summary>One accepted request, before and after AWS Batch knows it.</summary>
internal sealed record Intent
{
    /// <summary>64 hex digits that name the request whoever delivers it, and how often.</summary>
    public required string Token { get; init; }

    /// <summary>Tells a repetition from another request under the same key.</summary>
    public required string RequestHash { get; init; }

    public required string JobName { get; init; }

    public required string JobQueue { get; init; }

    public required string JobDefinition { get; init; }

    /// <summary>The SubmitJob body.</summary>
    public required string Request { get; init; }

    public string? OnFailure { get; init; }

    public string? SubmissionId { get; init; }

    /// <summary>Its row in the submission; <c>null</c> outside of one.</summary>
    public int? Row { get; init; }

    public int? ArraySize { get; init; }

    public string? ResubmitOf { get; init; }

    public string? OriginalJobId { get; init; }

    /// <summary>Resubmissions along the chain up to this job; 0 for the first.</summary>
    public int Resubmission { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Until then only <see cref="LeaseOwner"/> may submit.</summary>
    public required DateTimeOffset LeaseUntil { get; init; }

    public required string LeaseOwner { get; init; }

    /// <summary>
    /// When a SubmitJob may have gone through unheard: look before submitting again. <c>null</c> where none may. It ends with the job that is found, or is
    /// too old to matter (<see cref="IntentRules.LongestLag"/>); never because a later call was not taken.
    /// </summary>
    public Doubt? Doubt { get; init; }

    /// <summary>Where the search for the job of <see cref="Doubt"/> stopped; <c>null</c> before its beginning.</summary>
    public string? LookUpPosition { get; init; }

    public string? JobId { get; init; }

    /// <summary>Why AWS Batch will not have it, for good.</summary>
    public string? Refusal { get; init; }

    /// <summary>When it was found never to have reached AWS Batch; whoever delivers the request again takes it up again.</summary>
    public DateTimeOffset? AbandonedAt { get; init; }

    public bool IsSettled => JobId is not null || Refusal is not null;

    public SubmittedJob AsSubmitted(string jobId) => new()
    {
        JobId = jobId,
        JobName = JobName,
        JobQueue = JobQueue,
        JobDefinition = JobDefinition,
        Request = Request,
        Token = Token,
        At = CreatedAt,
        OnFailure = OnFailure,
        SubmissionId = SubmissionId,
        ArraySize = ArraySize,
        ResubmitOf = ResubmitOf,
        OriginalJobId = OriginalJobId,
        Resubmission = Resubmission,
    };
}

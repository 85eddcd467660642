namespace BatchFunctions.Jobs;

/// <summary>A checked request to submit one job.</summary>
internal sealed record AcceptedRequest
{
    /// <summary>Names the request whoever delivers it, and how often.</summary>
    public required string Token { get; init; }

    /// <summary>The SubmitJob body, in AWS's field names.</summary>
    public required string Body { get; init; }

    public required string JobName { get; init; }

    public required string JobQueue { get; init; }

    public required string JobDefinition { get; init; }

    /// <summary>Failure rules that came with the request, as JSON.</summary>
    public string? OnFailure { get; init; }

    public string? SubmissionId { get; init; }

    /// <summary>Its row in the submission; <c>null</c> outside of one.</summary>
    public int? Row { get; init; }

    public int? ArraySize { get; init; }

    public string? ResubmitOf { get; init; }

    public string? OriginalJobId { get; init; }

    /// <summary>Resubmissions along the chain up to this job; 0 for the first.</summary>
    public int Resubmission { get; init; }

    public Intent AsIntent(DateTimeOffset now, DateTimeOffset leaseUntil, string leaseOwner) => new()
    {
        Token = Token,
        RequestHash = RequestHash.Of(Body, OnFailure),
        JobName = JobName,
        JobQueue = JobQueue,
        JobDefinition = JobDefinition,
        Request = Body,
        OnFailure = OnFailure,
        SubmissionId = SubmissionId,
        Row = Row,
        ArraySize = ArraySize,
        ResubmitOf = ResubmitOf,
        OriginalJobId = OriginalJobId,
        Resubmission = Resubmission,
        CreatedAt = now,
        LeaseUntil = leaseUntil,
        LeaseOwner = leaseOwner,
        Doubt = new(now, leaseUntil),
    };
}

using System.Text.Json;

namespace BatchFunctions.Jobs;

/// <summary>
/// A checked request to submit one job: the same in the intent that stands for it, in the message that carries it, and behind
/// the record of the job that came of it.
/// </summary>
internal sealed record JobRequest
{
    /// <summary>64 hex digits that name the request whoever delivers it, and how often.</summary>
    public required string Token { get; init; }

    /// <summary>The SubmitJob body, in AWS's field names.</summary>
    public required string Body { get; init; }

    public required string JobName { get; init; }

    public required string JobQueue { get; init; }

    public required string JobDefinition { get; init; }

    /// <summary>What it waits for beside what its body says; <c>null</c> where nothing is left to be worked into the body.</summary>
    public IReadOnlyList<Dependency>? DependsOn { get; init; }

    /// <summary>Failure rules that came with the request, as JSON.</summary>
    public string? OnFailure { get; init; }

    public int? ArraySize { get; init; }

    /// <summary>The share that its body names.</summary>
    public string? ShareIdentifier { get; init; }

    public string? SubmissionId { get; init; }

    /// <summary>Its position in dependency order within the submission; <c>null</c> outside of one.</summary>
    public int? Row { get; init; }

    /// <summary>Index of the failed child of the row's array that it stands in for; <c>null</c> for a row's whole job.</summary>
    public int? Child { get; init; }

    /// <summary>Resubmissions by rule since the row's own job; 0 for that one.</summary>
    public int Try { get; init; }

    /// <summary>The failed job that this one stands in for.</summary>
    public string? ResubmitOf { get; init; }

    /// <summary>The first job of the chain of resubmissions.</summary>
    public string? OriginalJobId { get; init; }

    /// <summary>Resubmissions along the chain up to this job; 0 for the first.</summary>
    public int Resubmission { get; init; }

    /// <summary>The request that a checked SubmitJob body makes: here it is read, once.</summary>
    /// <param name="text">The body as it is sent.</param>
    public static JobRequest Of(JsonElement body, string text, string token) => new()
    {
        Token = token,
        Body = text,
        JobName = RequestRules.Text(body, "jobName") ?? "",
        JobQueue = RequestRules.Text(body, "jobQueue") ?? "",
        JobDefinition = RequestRules.Text(body, "jobDefinition") ?? "",
        ArraySize = RequestRules.ArraySize(body),
        ShareIdentifier = RequestRules.Text(body, "shareIdentifier"),
    };
}

/// <summary>A job that AWS Batch has just taken on, with the request that made it.</summary>
/// <param name="At">When the request was accepted.</param>
internal sealed record SubmittedJob(string JobId, JobRequest Request, DateTimeOffset At);

using System.Globalization;

namespace BatchFunctions.Jobs;

/// <summary>A job as lists show it.</summary>
internal sealed record JobSummary
{
    public required string JobId { get; init; }

    public required string JobName { get; init; }

    public required string JobQueue { get; init; }

    public string? JobDefinition { get; init; }

    public required JobStatus Status { get; init; }

    public string? StatusReason { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? StoppedAt { get; init; }

    public string? Cause { get; init; }

    public int? ArraySize { get; init; }

    public string? SubmissionId { get; init; }

    /// <summary>Where the job stands in every list: its creation time, then its id.</summary>
    public string Key => JobKeys.Created(CreatedAt, JobId);
}

/// <summary>A page of a list.</summary>
/// <param name="Next">Where the next page goes on; <c>null</c> when nothing can follow.</param>
internal sealed record JobPage(IReadOnlyList<JobSummary> Jobs, string? Next);

/// <summary>Keys that sort as text the way their times do.</summary>
internal static class JobKeys
{
    /// <summary>Greater than every key of a job created before <paramref name="at"/>, smaller than any created at it or later.</summary>
    public static string At(DateTimeOffset at) => at.ToUnixTimeMilliseconds().ToString("D15", CultureInfo.InvariantCulture);

    public static string Created(DateTimeOffset at, string jobId) => $"{At(at)}#{jobId}";
}

using System.Diagnostics;

namespace BatchFunctions.Jobs;

/// <summary>
/// Where a job stands among those of its submission: the row that it came from, or what stands in for that row's job, or for one
/// child of it. A failed job has one successor at most, so that no two jobs share a place.
/// </summary>
/// <param name="Row">Position in dependency order within the submission, from 0.</param>
/// <param name="Child">Index of the failed child of the row's array that it stands in for; <c>null</c> for a row's whole job.</param>
/// <param name="Try">Resubmissions by rule since the row's own job; 0 for that one.</param>
internal sealed record SubmissionPlace(string SubmissionId, int Row, int? Child, int Try)
{
    public bool IsRow => Child is null && Try == 0;

    /// <summary><c>null</c> outside of a submission.</summary>
    public static SubmissionPlace? Of(JobRequest job) => Of(job.SubmissionId, job.Row, job.Child, job.Try);

    /// <summary><c>null</c> outside of a submission, and for records of versions that did not count.</summary>
    public static SubmissionPlace? Of(JobRecord job) => Of(job.SubmissionId, job.Row, job.Child, job.Try);

    /// <summary>Where what the rules let stand in for a failed job belongs, whenever its place was learnt: with the failed one.</summary>
    /// <returns>The request as it is, where it has a place, or somebody asked for it.</returns>
    public static JobRequest Placed(JobRequest next, JobRecord failed)
    {
        if (next.SubmissionId is not null || Of(failed) is not { } place || next.ResubmitOf is not { } failedId || next.Token != FailureDecision.TokenOf(failedId))
        {
            return next;
        }

        var child = ArrayChild.Parse(failedId) is var (_, index) ? index : place.Child;

        return next with { SubmissionId = place.SubmissionId, Row = place.Row, Child = child, Try = place.Try + 1 };
    }

    private static SubmissionPlace? Of(string? submissionId, int? row, int? child, int tries) =>
        submissionId is { } id && row is { } number ? new(id, number, child, tries) : null;
}

/// <summary>
/// How far the job of a place has come, as a number that only grows: the highest that was ever noted is the one that holds. So a
/// note may come twice, late or in any order, and changes nothing then.
/// </summary>
internal static class Standing
{
    /// <summary>It is to be submitted, and is no job yet.</summary>
    public const int Awaited = -2;

    /// <summary>It is no job, and will be none unless somebody puts it back on the queue.</summary>
    public const int Refused = -1;

    /// <summary>AWS Batch has forgotten it; its end was not heard.</summary>
    public const int Forgotten = StatusRank.Terminal - 1;

    /// <summary>FAILED, and what is done about that is open.</summary>
    public const int Failed = StatusRank.Terminal;

    public const int Succeeded = StatusRank.Terminal + 1;

    /// <summary>FAILED, and all is done about it: what stands in for it has a place of its own.</summary>
    public const int FailedForGood = StatusRank.Terminal + 2;

    public static int Of(JobRecord job) => job switch
    {
        { Status: JobStatus.Succeeded } => Succeeded,
        { Status: JobStatus.Failed, IsHandled: true } => FailedForGood,
        { Status: JobStatus.Failed } => Failed,
        { IsForgotten: true } => Forgotten,
        _ => job.Rank,
    };

    /// <summary>Nothing more will come of it.</summary>
    public static bool IsOver(int standing) => standing is Refused or Forgotten or Succeeded or FailedForGood;

    /// <returns><c>null</c> where there is no job, or nobody knows any more.</returns>
    public static JobStatus? StatusOf(int standing) => standing switch
    {
        Awaited or Refused or Forgotten => null,
        Failed or FailedForGood => JobStatus.Failed,
        Succeeded => JobStatus.Succeeded,
        >= 0 and < Forgotten => StatusRank.Read(standing).Status,
        _ => throw new UnreachableException(),
    };
}

/// <summary>That the job of a place has come so far.</summary>
internal sealed record SubmissionMark(SubmissionPlace Place, int Standing);

/// <summary>How many jobs of a submission are where, resubmissions by rule among them.</summary>
internal sealed record SubmissionTally
{
    public IReadOnlyDictionary<JobStatus, int> Statuses { get; init; } = new Dictionary<JobStatus, int>();

    /// <summary>Rows of which a job came.</summary>
    public int Submitted { get; init; }

    /// <summary>Rows of which none came.</summary>
    public int Refused { get; init; }

    /// <summary>Jobs that stand in for failed ones.</summary>
    public int Resubmissions { get; init; }

    /// <summary>Jobs that AWS Batch has forgotten; they are in no status.</summary>
    public int Forgotten { get; init; }

    /// <summary>Jobs that are not over, FAILED ones about which something is still to be done, and resubmissions to come.</summary>
    public int Open { get; init; }

    /// <param name="places">Each place with the highest standing that was noted.</param>
    public static SubmissionTally Of(IEnumerable<(bool IsRow, int Standing)> places)
    {
        var statuses = new Dictionary<JobStatus, int>();
        var (submitted, refused, resubmissions, forgotten, open) = (0, 0, 0, 0, 0);
        foreach (var (isRow, standing) in places)
        {
            var isJob = standing is not (Standing.Awaited or Standing.Refused);
            submitted += isRow && isJob ? 1 : 0;
            refused += isRow && standing == Standing.Refused ? 1 : 0;
            resubmissions += !isRow && isJob ? 1 : 0;
            forgotten += standing == Standing.Forgotten ? 1 : 0;
            open += Standing.IsOver(standing) ? 0 : 1;
            if (Standing.StatusOf(standing) is { } status)
            {
                statuses[status] = statuses.GetValueOrDefault(status) + 1;
            }
        }

        return new() { Statuses = statuses, Submitted = submitted, Refused = refused, Resubmissions = resubmissions, Forgotten = forgotten, Open = open };
    }
}

/// <summary>
/// What is counted of submissions, beside the records. A note is the union of sets: made never, it is made up for by the next news
/// of the job, or by what finds its end not handled; made once or eleven times, it is the same.
/// </summary>
internal interface ISubmissionCounts
{
    /// <summary>Notes how far jobs have come. Safe to repeat; a lower standing than one that was noted changes nothing.</summary>
    Task MarkAsync(IReadOnlyCollection<SubmissionMark> marks, CancellationToken cancellation);

    Task<SubmissionTally> ReadAsync(string submissionId, CancellationToken cancellation);
}

using System.Globalization;
using System.Text;
using BatchFunctions.Wire;

namespace BatchFunctions.Jobs;

/// <summary>How a decision is written down, and under which token it is acted on.</summary>
internal static class FailureDecision
{
    /// <summary>The job has just failed; whether it is resubmitted is being decided.</summary>
    public const string Pending = "PENDING";

    public const string Resubmitted = "RESUBMITTED";

    public const string GivenUp = "GIVEN_UP";

    /// <summary>The accepted request that stands in for a failed job: the same however often the decision is acted on.</summary>
    public static string TokenOf(string failedJobId) => Token.Of("resubmit", failedJobId);
}

/// <summary>
/// What carrying a decision out needs, as it stands on the failed job's record. It is written before anything is done, and
/// only what is written is done: rules, memory and the fate of other jobs may be others by the time a second worker looks.
/// </summary>
internal sealed record StoredVerdict
{
    public static readonly StoredVerdict Nothing = new();

    /// <summary>A rule asks for somebody to look at it.</summary>
    public bool NeedsLook { get; init; }

    /// <summary>It was to be resubmitted, and AWS Batch would not have the new job.</summary>
    public bool IsTakenBack { get; init; }

    /// <summary>The next tries; none where it is given up, or where somebody else has resubmitted it.</summary>
    public IReadOnlyList<NextTry> Tries { get; init; } = [];
}

/// <summary>The next try of a failed job, or of failed children of an array that are alike, as it is written down.</summary>
internal sealed record NextTry
{
    /// <summary>What it has otherwise than the failed one.</summary>
    public required Changes Changes { get; init; }

    /// <summary>Not to be submitted before this time, in milliseconds since 1970.</summary>
    public required long NotBefore { get; init; }

    /// <summary>Of an array job the children; <c>null</c> for the job itself. See <see cref="IndexRanges"/>.</summary>
    public string? Children { get; init; }

    /// <summary>What it waits for; types are those of the failed job's request, and are worked out child by child.</summary>
    public IReadOnlyList<Dependency>? DependsOn { get; init; }
}

/// <summary>What a next try has otherwise than the failed one; <c>null</c> leaves it as it was.</summary>
internal sealed record Changes(string? JobQueue, decimal? Vcpus, int? MemoryMiB)
{
    public static readonly Changes None = new(null, null, null);
}

/// <summary>Writes indices short, such as <c>0-3,7</c>: an array may have ten thousand children, and a record 400 KB.</summary>
internal static class IndexRanges
{
    public static string Write(IEnumerable<int> indices)
    {
        var text = new StringBuilder();
        int? first = null;
        var last = 0;
        foreach (var index in indices.Order())
        {
            if (first is not null && index != last + 1)
            {
                Append(text, first.Value, last);
                first = null;
            }

            first ??= index;
            last = index;
        }

        if (first is { } begin)
        {
            Append(text, begin, last);
        }

        return text.ToString();
    }

    public static IEnumerable<int> Read(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries).SelectMany(range =>
    {
        var ends = range.Split('-');
        var first = int.Parse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture);

        return Enumerable.Range(first, int.Parse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture) - first + 1);
    });

    private static void Append(StringBuilder text, int first, int last)
    {
        text.Append(text.Length == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{first}");
        if (last > first)
        {
            text.Append(CultureInfo.InvariantCulture, $"-{last}");
        }
    }
}

/// <summary>Which request stands in for a failed job. There is one at most, by whichever way it was asked for.</summary>
/// <param name="Token">The accepted request's; empty where only the job that came of it is known.</param>
/// <param name="At">When whoever submits it last said so.</param>
/// <param name="JobId">The job that the request has become; <c>null</c> until that is known.</param>
internal sealed record SuccessorClaim(string Token, DateTimeOffset At, string? JobId)
{
    /// <summary>What the failure rules decided about the failed job.</summary>
    public string? Decision { get; init; }

    public StoredVerdict? Verdict { get; init; }

    /// <returns><c>null</c> where nothing stands in.</returns>
    public static SuccessorClaim? Of(string? token, DateTimeOffset? at, string? jobId) =>
        token is null && jobId is null ? null : new SuccessorClaim(token ?? "", at ?? DateTimeOffset.UnixEpoch, jobId);
}

/// <summary>What has become of a claim.</summary>
/// <param name="Claim">With the job, where that is known by now.</param>
/// <param name="IsOver">Nothing will come of it.</param>
/// <param name="IsQueued">It is, or was, on the submit queue, as a submission or in one.</param>
internal sealed record ClaimState(SuccessorClaim Claim, bool IsOver, bool IsQueued);

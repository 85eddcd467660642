using BatchFunctions.Failures;

namespace BatchFunctions.Jobs;

/// <summary>What has become of a claim.</summary>
/// <param name="Claim">With the job, where that is known by now.</param>
/// <param name="IsOver">Nothing will come of it.</param>
/// <param name="IsQueued">It is, or was, on the submit queue, as a submission or in one.</param>
internal sealed record ClaimState(SuccessorClaim Claim, bool IsOver, bool IsQueued);

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

using BatchFunctions.Failures;
using BatchFunctions.Submissions;

namespace BatchFunctions.Jobs;

/// <summary>Decides whether a request that is to stand in for a failed job is past hope, so that another one may take its place.</summary>
internal static class SuccessorRules
{
    /// <summary>
    /// Who submits a request renews its claim first, and lives for minutes at most. After this time nothing more can come of
    /// it without its being renewed, which fails once another one has the claim.
    /// </summary>
    private static readonly TimeSpan Rest = IntentRules.AbandonAfter;

    /// <param name="failedJobId">The job, or the child of an array, that has failed.</param>
    /// <param name="intent">The request that has the claim; <c>null</c> where it has not been tried.</param>
    /// <param name="submission">The submission that it is, or that it is in; <c>null</c> where it was not queued, or by the rules.</param>
    public static bool IsOver(SuccessorClaim claim, string failedJobId, Intent? intent, Submission? submission, DateTimeOffset now)
    {
        var isByRule = claim.Token == FailureDecision.TokenOf(failedJobId);

        return (claim, intent, submission) switch
        {
            ({ JobId: not null }, _, _) or (_, { JobId: not null }, _) => false,
            (_, { Refusal: not null }, _) => true,
            // Claimed, and then decided otherwise: nothing was ever sent.
            ({ Decision: FailureDecision.GivenUp, Verdict: { IsTakenBack: false } }, null, _) when isByRule => true,
            // On its way, perhaps with a delay of hours.
            ({ Decision: FailureDecision.Resubmitted }, _, _) when isByRule => false,
            // One that is only accepted was interrupted while it was queued, and perhaps nobody goes on with it.
            (_, _, { State: SubmissionState.Queued }) => false,
            // An array's: its children are claimed one by one, so that no time has to pass.
            (_, null, { State: SubmissionState.Finished }) => true,
            _ when now - claim.At < Rest => false,
            (_, null or { AbandonedAt: not null }, _) => true,
            _ => false,
        };
    }
}

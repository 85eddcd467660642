using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Submissions;

namespace BatchFunctions.Failures;

/// <summary>
/// Sees to it that one request at most stands in for a failed job, whether a rule asks for it, a person, or both twice.
/// Whoever is about to submit one claims the failed job with its token first, each time anew.
/// </summary>
internal sealed class Successors(IJobStore jobs, IIntentStore intents, ISubmissionStore submissions, TimeProvider time)
{
    /// <returns>The claim of another request, which stays; <c>null</c> where this one may go on, also where there is no such failed job.</returns>
    public async Task<SuccessorClaim?> ClaimAsync(string failedJobId, string token, CancellationToken cancellation)
    {
        var claim = await jobs.ClaimSuccessorAsync(failedJobId, token, time.GetUtcNow(), cancellation);
        if (claim is null || claim.Token == token)
        {
            return null;
        }

        var state = await LookAsync(failedJobId, claim, cancellation);
        if (!state.IsOver)
        {
            return state.Claim;
        }

        // Whether by this write or, its answer lost, by its repetition: the claim that stands then tells.
        await jobs.ReplaceSuccessorAsync(failedJobId, claim, token, time.GetUtcNow(), cancellation);

        return await jobs.ClaimSuccessorAsync(failedJobId, token, time.GetUtcNow(), cancellation) is { } now && now.Token != token ? now : null;
    }

    public async Task<ClaimState> LookAsync(string failedJobId, SuccessorClaim claim, CancellationToken cancellation)
    {
        if (claim.JobId is not null || claim.Token.Length == 0)
        {
            return new ClaimState(claim, IsOver: false, IsQueued: false);
        }

        var intent = await intents.FindAsync(claim.Token, cancellation);
        var submission = await submissions.FindAsync(intent?.Request.SubmissionId ?? SubmissionIntake.IdOf(claim.Token), cancellation);

        return new ClaimState(
            claim with { JobId = intent?.JobId },
            SuccessorRules.IsOver(claim, failedJobId, intent, submission, time.GetUtcNow()),
            IsQueued: submission is not null);
    }
}

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

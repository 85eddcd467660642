using BatchFunctions.Submissions;

namespace BatchFunctions.Jobs;

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
        var submission = await submissions.FindAsync(intent?.SubmissionId ?? SubmissionIntake.IdOf(claim.Token), cancellation);

        return new ClaimState(
            claim with { JobId = intent?.JobId },
            SuccessorRules.IsOver(claim, failedJobId, intent, submission, time.GetUtcNow()),
            IsQueued: submission is not null);
    }
}

using System.Diagnostics;

namespace BatchFunctions.Jobs;

/// <summary>
/// Makes one job of one accepted request, however often it is delivered and wherever it was interrupted: SubmitJob has
/// no client token, so the intent is written first, and one who finds it unfinished looks before submitting again.
/// </summary>
internal sealed class JobSubmitter(IIntentStore intents, IJobStore jobs, IBatchJobs batch, TimeProvider time, Func<Guid> newId)
{
    /// <summary>How long a throttled request should rest.</summary>
    private static readonly TimeSpan ThrottledPause = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LostRacePause = TimeSpan.FromSeconds(2);

    private readonly Settlement _settlement = new(intents, jobs);

    public async Task<SubmitOutcome> SubmitAsync(AcceptedRequest request, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var fresh = request.AsIntent(now, now + IntentRules.Lease, newId().ToString("N"));
        if (await intents.CreateAsync(fresh, cancellation))
        {
            return await SubmitLeasedAsync(fresh, cancellation);
        }

        var known = await intents.FindAsync(request.Token, cancellation);

        return known is null
            ? new SubmitOutcome.NotYet(LostRacePause, "The intent expired at this very moment.")
            : IntentRules.Next(known, fresh.RequestHash, now) switch
            {
                IntentStep.Done(var jobId) => await RepeatAsync(Joined(known, request), jobId, cancellation),
                IntentStep.Refused(var reason) => new SubmitOutcome.Refused(reason),
                IntentStep.Conflicting => new SubmitOutcome.Conflicting(),
                IntentStep.Wait(var until) => new SubmitOutcome.NotYet(until - now, "The request is being submitted."),
                IntentStep.Take(var lookFirst) => await TakeAsync(Joined(known, request), fresh.LeaseOwner, lookFirst, cancellation),
                _ => throw new UnreachableException(),
            };
    }

    /// <summary>A request that was tried at once and then queued belongs to the submission under which its fate can be asked.</summary>
    private static Intent Joined(Intent known, AcceptedRequest request) =>
        known with { SubmissionId = known.SubmissionId ?? request.SubmissionId };

    private async Task<SubmitOutcome> TakeAsync(Intent known, string owner, bool lookFirst, CancellationToken cancellation)
    {
        var until = time.GetUtcNow() + IntentRules.Lease;
        if (!await intents.LeaseAsync(known, owner, until, cancellation))
        {
            return new SubmitOutcome.NotYet(LostRacePause, "Another worker took the request.");
        }

        var found = lookFirst
            ? await batch.FindByTokenAsync(known.JobQueue, known.JobName, known.Token, known.CreatedAt, cancellation)
            : null;

        return found is null
            ? await SubmitLeasedAsync(known with { LeaseOwner = owner, LeaseUntil = until }, cancellation)
            : await SettleAsync(known, found, isRepetition: true, cancellation);
    }

    private async Task<SubmitOutcome> SubmitLeasedAsync(Intent intent, CancellationToken cancellation)
    {
        if (!IntentRules.LeavesTime(intent, time.GetUtcNow()))
        {
            // Another worker could take the request over while this one's call is still under way.
            return new SubmitOutcome.NotYet(LostRacePause, "The table or the look-up took so long that the lease is nearly over.");
        }

        switch (await batch.SubmitAsync(intent.Request, intent.Token, cancellation))
        {
            case SubmitReply.Accepted(var jobId):
                return await SettleAsync(intent, jobId, isRepetition: false, cancellation);
            case SubmitReply.Refused(var reason):
                await intents.RefuseAsync(intent.Token, reason, cancellation);
                return new SubmitOutcome.Refused(reason);
            case SubmitReply.Throttled(var reason):
                await intents.ReleaseAsync(intent.Token, intent.LeaseOwner, cancellation);
                return new SubmitOutcome.NotYet(ThrottledPause, reason);
            case SubmitReply.Unheard(var reason):
                return new SubmitOutcome.NotYet(IntentRules.Lease, reason);
            default:
                throw new UnreachableException();
        }
    }

    private async Task<SubmitOutcome> SettleAsync(Intent intent, string jobId, bool isRepetition, CancellationToken cancellation) =>
        new SubmitOutcome.Submitted(await _settlement.SettleAsync(intent, jobId, cancellation), isRepetition);

    private async Task<SubmitOutcome> RepeatAsync(Intent intent, string jobId, CancellationToken cancellation)
    {
        await _settlement.RecordAsync(intent, jobId, cancellation);

        return new SubmitOutcome.Submitted(jobId, IsRepetition: true);
    }
}

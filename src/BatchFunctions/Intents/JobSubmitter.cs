using System.Diagnostics;
using BatchFunctions.Jobs;
using BatchFunctions.Lambda;

namespace BatchFunctions.Intents;

/// <summary>
/// Makes one job of one accepted request, however often it is delivered and wherever it was interrupted: SubmitJob has
/// no client token, so the intent is written first, and one who finds it unfinished looks before submitting again.
/// </summary>
internal sealed class JobSubmitter(IIntentStore intents, IJobStore jobs, IBatchJobs batch, TimeProvider time, Func<Guid> newId)
{
    /// <summary>How long a throttled request should rest.</summary>
    private static readonly TimeSpan ThrottledPause = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LostRacePause = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan SearchPause = TimeSpan.FromSeconds(1);

    private readonly Settlement _settlement = new(intents, jobs);

    public async Task<SubmitOutcome> SubmitAsync(JobRequest request, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var fresh = Intent.Of(request, now, now + IntentRules.Lease, newId().ToString("N"));
        if (await intents.CreateAsync(fresh, cancellation))
        {
            return await CallAsync(fresh, earlier: null, cancellation);
        }

        var known = await intents.FindAsync(request.Token, cancellation);

        return known is null
            ? new SubmitOutcome.NotYet(LostRacePause, "The intent expired at this very moment.")
            : await GoOnAsync(Joined(known, request), fresh, now, cancellation);
    }

    private async Task<SubmitOutcome> GoOnAsync(Intent known, Intent fresh, DateTimeOffset now, CancellationToken cancellation) =>
        IntentRules.Next(known, fresh.RequestHash, now) switch
        {
            IntentStep.Done(var jobId) => await RepeatAsync(known, jobId, cancellation),
            IntentStep.Refused(var reason) => new SubmitOutcome.Refused(reason),
            IntentStep.Conflicting => new SubmitOutcome.Conflicting(),
            // The refused write was a repetition of our own, whose answer was lost: nobody else is at it.
            _ when known.LeaseOwner == fresh.LeaseOwner => await CallAsync(known, earlier: null, cancellation),
            IntentStep.Wait(var until) => new SubmitOutcome.NotYet(until - now, "The request is being submitted."),
            IntentStep.Take => await TakeAsync(known, fresh.LeaseOwner, cancellation),
            _ => throw new UnreachableException(),
        };

    /// <summary>A request that was tried at once and then queued belongs to the submission under which its fate can be asked.</summary>
    private static Intent Joined(Intent known, JobRequest request) =>
        known.Request.SubmissionId is null
            ? known with { Request = known.Request with { SubmissionId = request.SubmissionId, Row = request.Row, Child = request.Child, Try = request.Try } }
            : known;

    private async Task<SubmitOutcome> TakeAsync(Intent known, string owner, CancellationToken cancellation)
    {
        var leased = known with { LeaseOwner = owner, LeaseUntil = time.GetUtcNow() + IntentRules.Lease };
        if (!await intents.LeaseAsync(known, owner, leased.LeaseUntil, cancellation) && !await IsOursAsync(leased, cancellation))
        {
            return new SubmitOutcome.NotYet(LostRacePause, "Another worker took the request.");
        }

        switch (leased.Sought is { } sought ? await batch.FindAsync(sought, LookUp.MostCalls, cancellation) : null)
        {
            case Finding.Found(var jobId):
                return await SettleAsync(leased, jobId, isRepetition: true, cancellation);
            case Finding.Unfinished(var position):
                await intents.PauseAsync(leased.Token, owner, position, cancellation);
                return new SubmitOutcome.NotYet(SearchPause, "It may have been submitted; it is looked for among many jobs.") { IsTry = false };
            default:
                return await BeginAsync(leased, cancellation);
        }
    }

    /// <summary>A lease that was refused was the SDK's repetition of a write of ours that came through.</summary>
    private async Task<bool> IsOursAsync(Intent leased, CancellationToken cancellation) =>
        await intents.FindAsync(leased.Token, cancellation) is { IsSettled: false } known && known.LeaseOwner == leased.LeaseOwner;

    /// <summary>What is in doubt from now on is written down before the call: the process may end in it.</summary>
    private async Task<SubmitOutcome> BeginAsync(Intent leased, CancellationToken cancellation)
    {
        var doubt = IntentRules.Doubted(leased.Doubt, time.GetUtcNow(), leased.LeaseUntil);

        return await intents.BeginAsync(leased.Token, leased.LeaseOwner, doubt, cancellation)
            ? await CallAsync(leased, leased.Doubt, cancellation)
            : new SubmitOutcome.NotYet(LostRacePause, "Another worker took the request.");
    }

    /// <param name="earlier">What is in doubt without this call.</param>
    private async Task<SubmitOutcome> CallAsync(Intent intent, Doubt? earlier, CancellationToken cancellation)
    {
        if (!IntentRules.LeavesTime(intent, time.GetUtcNow()))
        {
            // Another worker could take the request over while this one's call is still under way. None was made.
            await intents.ReleaseAsync(intent.Token, intent.LeaseOwner, earlier, cancellation);
            return new SubmitOutcome.NotYet(LostRacePause, "The table or the look-up took so long that the lease is nearly over.");
        }

        if (cancellation.IsCancellationRequested)
        {
            // Nobody waits for it any more, and no call was made: who repeats the request goes on at once.
            await intents.ReleaseAsync(intent.Token, intent.LeaseOwner, earlier, CancellationToken.None);
            cancellation.ThrowIfCancellationRequested();
        }

        switch (await batch.SubmitAsync(intent.Request.Body, intent.Token, cancellation))
        {
            case SubmitReply.Accepted(var jobId):
                return await SettleAsync(intent, jobId, isRepetition: false, cancellation);
            case SubmitReply.Refused(var reason):
                await intents.RefuseAsync(intent.Token, reason, cancellation);
                return new SubmitOutcome.Refused(reason);
            case SubmitReply.Throttled(var reason):
                await intents.ReleaseAsync(intent.Token, intent.LeaseOwner, earlier, cancellation);
                return new SubmitOutcome.NotYet(ThrottledPause, reason);
            case SubmitReply.Unheard(var reason):
                return new SubmitOutcome.NotYet(IntentRules.Lease + IntentRules.ListingLag, reason);
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

/// <summary>What became of an accepted request.</summary>
internal abstract record SubmitOutcome
{
    private SubmitOutcome()
    {
    }

    /// <param name="IsRepetition">The job was there before this call.</param>
    internal sealed record Submitted(string JobId, bool IsRepetition) : SubmitOutcome;

    internal sealed record Refused(string Reason) : SubmitOutcome;

    /// <summary>The key stands for another request.</summary>
    internal sealed record Conflicting : SubmitOutcome;

    /// <summary>Not yet: somebody else is at it, AWS Batch is busy, or its answer was lost. Safe to try again.</summary>
    internal sealed record NotYet(TimeSpan RetryAfter, string Reason) : SubmitOutcome
    {
        /// <summary>Whether AWS Batch was asked to take it; a search that goes on is not a try that failed.</summary>
        public bool IsTry { get; init; } = true;
    }
}

/// <summary>Writes down that an accepted request has become a job. Safe to repeat.</summary>
internal sealed class Settlement(IIntentStore intents, IJobStore jobs)
{
    /// <returns>The job that the request stands for: the first one that was written down.</returns>
    public async Task<string> SettleAsync(Intent intent, string jobId, CancellationToken cancellation)
    {
        // The record first: a settled intent is not looked at any more, and of a job without a record nobody would know.
        await RecordAsync(intent, jobId, cancellation);
        var settled = await intents.SettleAsync(intent.Token, jobId, cancellation);

        return settled?.JobId ?? jobId;
    }

    /// <summary>The job's record gets its request, and the job that it stands in for the link to it.</summary>
    public async Task RecordAsync(Intent intent, string jobId, CancellationToken cancellation)
    {
        LogScope.About(jobId, intent.Request.SubmissionId);
        await jobs.RecordSubmissionAsync(new SubmittedJob(jobId, intent.Request, intent.CreatedAt), cancellation);
        if (intent.Request.ResubmitOf is { } failedJobId)
        {
            await jobs.LinkResubmissionAsync(failedJobId, jobId, cancellation);
        }
    }
}

/// <summary>Tells a request that was accepted here from one that only a record claims: nothing is run for the latter.</summary>
internal interface IRequestCheck
{
    Task<bool> IsAcceptedAsync(JobRecord job, CancellationToken cancellation);
}

/// <summary>By the intent: whoever could write a record, but took no request here, has none that fits.</summary>
internal sealed class RequestCheck(IIntentStore intents) : IRequestCheck
{
    public async Task<bool> IsAcceptedAsync(JobRecord job, CancellationToken cancellation) =>
        job.Token is { } token && await intents.FindAsync(token, cancellation) is { } intent
        && intent.Request.Body == job.Request && (intent.JobId ?? job.JobId) == job.JobId;
}

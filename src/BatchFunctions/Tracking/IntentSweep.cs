using BatchFunctions.Failures;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Submissions;
using BatchFunctions.Wire;

namespace BatchFunctions.Tracking;

/// <summary>Looks at one accepted request whose submitter has not come back.</summary>
internal sealed class IntentSweep(IWatchStore watch, IIntentStore intents, IBatchJobs batch, IntentEnds ends)
{
    private const string NotFound = "It was not submitted as far as anybody can tell, since AWS Batch refuses to look for it";

    /// <param name="calls">What this sweep may still ask of AWS Batch.</param>
    /// <returns>Whether its fate is known now, and was not before.</returns>
    public async Task<bool> LookAsync(WatchedItem item, DateTimeOffset now, SweepCalls calls, CancellationToken cancellation)
    {
        if (item.Token is not { } token || await intents.FindAsync(token, cancellation) is not { IsSettled: false } intent)
        {
            await watch.DropAsync(item, cancellation);
            return false;
        }

        // Whoever is at it, or AWS Batch, may not be done yet.
        if (IntentRules.TakenOverFrom(intent) > now)
        {
            return false;
        }

        return intent.Sought is { } sought
            ? await SearchAsync(item, intent, sought, now, calls, cancellation)
            : await GiveUpAsync(intent, IntentEnds.NeverSubmitted, now, cancellation);
    }

    private async Task<bool> SearchAsync(
        WatchedItem item, Intent intent, LookUp sought, DateTimeOffset now, SweepCalls calls, CancellationToken cancellation)
    {
        if (calls.Grant(LookUp.MostCalls) is not { } most)
        {
            return false;
        }

        Finding finding;
        try
        {
            finding = await batch.FindAsync(sought, most, cancellation);
        }
        catch (Exception exception) when (IsOld(intent, now) && ServiceFailure.IsForGood(exception))
        {
            // Such as a queue that was deleted, and its jobs with it: nobody will ever find a job there.
            calls.Take(1);
            return await GiveUpAsync(intent, $"{NotFound}: {exception.Message}", now, cancellation);
        }

        calls.Take(finding.Calls);
        switch (finding)
        {
            case Finding.Found(var jobId):
                await ends.SettleAsync(intent, jobId, now, cancellation);
                return true;
            case Finding.Unfinished(var position):
                await intents.PauseAsync(intent.Token, intent.LeaseOwner, position, cancellation);
                await StandBackAsync(item, now, cancellation);
                return false;
            default:
                await StandBackAsync(item, now, cancellation);
                return await GiveUpAsync(intent, IntentEnds.NeverSubmitted, now, cancellation);
        }
    }

    /// <summary>Behind those for which this sweep has no calls left: they are the next one's first.</summary>
    private Task StandBackAsync(WatchedItem item, DateTimeOffset now, CancellationToken cancellation) =>
        watch.TouchAsync(item, now + TimeSpan.FromMilliseconds(1), cancellation);

    private async Task<bool> GiveUpAsync(Intent intent, string why, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!IsOld(intent, now))
        {
            return false;
        }

        await ends.AbandonAsync(intent, why, now, cancellation);
        return true;
    }

    private static bool IsOld(Intent intent, DateTimeOffset now) => now - intent.CreatedAt >= IntentRules.AbandonAfter;
}

/// <summary>Calls of AWS Batch that one sweep may spend on searches for jobs in doubt: they share AWS's rate with the workers that submit.</summary>
internal sealed class SweepCalls
{
    public const int Most = 400;

    private const int LeastOfASearch = 2;

    private int _left = Most;

    /// <returns>The calls that a search may make; <c>null</c> where too few are left.</returns>
    public int? Grant(int most) => _left >= LeastOfASearch ? Math.Min(most, _left) : null;

    public void Take(int calls) => _left -= calls;
}

/// <summary>Writes down what became of an accepted request, where those who wait for it look.</summary>
internal sealed class IntentEnds(IIntentStore intents, IJobStore jobs, SubmissionRows rows, LostResubmissions lost)
{
    public const string NeverSubmitted = "It was never submitted: AWS Batch has no job of it, and nobody has tried again.";

    private readonly Settlement _settlement = new(intents, jobs);

    public async Task SettleAsync(Intent intent, string jobId, DateTimeOffset now, CancellationToken cancellation)
    {
        var first = await _settlement.SettleAsync(intent, jobId, cancellation);
        await RecordRowAsync(intent, first, null, now, cancellation);
    }

    /// <summary>The intent itself comes last: interrupted before, it is looked at again.</summary>
    /// <param name="why">What those who wait for it are told.</param>
    public async Task AbandonAsync(Intent intent, string why, DateTimeOffset now, CancellationToken cancellation)
    {
        await RecordRowAsync(intent, null, why, now, cancellation);
        if (intent.Request.ResubmitOf is { } failedJobId)
        {
            await lost.TellAsync(failedJobId, intent.Token, why, cancellation);
        }

        await intents.AbandonAsync(intent.Token, now, cancellation);
    }

    private Task RecordRowAsync(Intent intent, string? jobId, string? error, DateTimeOffset now, CancellationToken cancellation) =>
        rows.RecordAsync(intent.Request, jobId, error, intent.CreatedAt, now, cancellation);
}

using BatchFunctions.Jobs;

namespace BatchFunctions.Intents;

/// <summary>Decides what happens to a request whose token is already known.</summary>
internal static class IntentRules
{
    /// <summary>Longest that one SubmitJob call lasts: its client's time-out.</summary>
    public static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Longer than <see cref="LongestCall"/>, by what the clocks of two workers may differ and a look-up takes, so that a lease that has run out means the call is
    /// over, whatever became of it.
    /// </summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long AWS Batch may take to list and describe a job that it has taken. A doubt that is younger cannot be looked into.
    /// </summary>
    // AWS: lists are eventually consistent; a job just submitted may be missing for seconds (seen). No page states a bound. Inferred: a minute.
    public static readonly TimeSpan ListingLag = TimeSpan.FromMinutes(1);

    /// <summary>A call that no look-up has found anything of for so long has made no job, however late AWS Batch is.</summary>
    public static readonly TimeSpan LongestLag = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Age at which an intent that AWS Batch never had a job of is given up, if it has been left alone: a queued job that is
    /// still tried is leased anew every minute, and so never stale. One that is delivered later goes on all the same.
    /// </summary>
    public static readonly TimeSpan AbandonAfter = TimeSpan.FromHours(1);

    /// <summary>Whether a SubmitJob call begun now is over before the lease is. What came before it may have taken long.</summary>
    public static bool LeavesTime(Intent leased, DateTimeOffset now) => now + LongestCall <= leased.LeaseUntil;

    /// <summary>When a request may be taken over: the call under its lease is over, and AWS Batch lists what came of it.</summary>
    public static DateTimeOffset TakenOverFrom(Intent known) =>
        known.Doubt is { } doubt && doubt.Until + ListingLag > known.LeaseUntil ? doubt.Until + ListingLag : known.LeaseUntil;

    /// <summary>The doubt that a call under this lease adds to the earlier one, which a look-up has not confirmed.</summary>
    public static Doubt Doubted(Doubt? earlier, DateTimeOffset now, DateTimeOffset leaseUntil)
    {
        var oldest = now - LongestLag;

        return new(earlier is null || earlier.Until < oldest ? now : earlier.From > oldest ? earlier.From : oldest, leaseUntil);
    }

    public static IntentStep Next(Intent known, string requestHash, DateTimeOffset now) => known switch
    {
        _ when !RequestHash.IsOf(known, requestHash) => new IntentStep.Conflicting(),
        { JobId: { } jobId } => new IntentStep.Done(jobId),
        { Refusal: { } reason } => new IntentStep.Refused(reason),
        _ when TakenOverFrom(known) is var from && from > now => new IntentStep.Wait(from),
        _ => new IntentStep.Take(),
    };
}

/// <summary>What an accepted request needs next.</summary>
internal abstract record IntentStep
{
    private IntentStep()
    {
    }

    /// <summary>AWS Batch has it.</summary>
    internal sealed record Done(string JobId) : IntentStep;

    /// <summary>AWS Batch refused it for good.</summary>
    internal sealed record Refused(string Reason) : IntentStep;

    /// <summary>Another request stands under the same key.</summary>
    internal sealed record Conflicting : IntentStep;

    /// <summary>Somebody is submitting it, or has and AWS Batch may not list the job yet.</summary>
    internal sealed record Wait(DateTimeOffset Until) : IntentStep;

    /// <summary>Take the lease, look the job up where a submission may have gone through unheard, then submit.</summary>
    internal sealed record Take : IntentStep;
}

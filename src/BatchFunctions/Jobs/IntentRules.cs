namespace BatchFunctions.Jobs;

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
    /// Age at which an intent that AWS Batch never had a job of is given up: longer than a queued job is tried by default.
    /// One that is still delivered then goes on all the same.
    /// </summary>
    public static readonly TimeSpan AbandonAfter = TimeSpan.FromHours(1);

    /// <summary>Whether a SubmitJob call begun now is over before the lease is. What came before it may have taken long.</summary>
    public static bool LeavesTime(Intent leased, DateTimeOffset now) => now + LongestCall <= leased.LeaseUntil;

    public static IntentStep Next(Intent known, string requestHash, DateTimeOffset now) => known switch
    {
        _ when known.RequestHash != requestHash => new IntentStep.Conflicting(),
        { JobId: { } jobId } => new IntentStep.Done(jobId),
        { Refusal: { } reason } => new IntentStep.Refused(reason),
        _ when known.LeaseUntil > now => new IntentStep.Wait(known.LeaseUntil),
        _ => new IntentStep.Take(LookFirst: known.InDoubt),
    };
}

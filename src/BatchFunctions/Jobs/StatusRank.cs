namespace BatchFunctions.Jobs;

/// <summary>
/// Orders what can be known of a job, so that an older piece of news never replaces a newer one. News come doubled,
/// late and in any order; a record takes only what ranks higher than what it has.
/// </summary>
internal static class StatusRank
{
    /// <summary>Rank of both terminal statuses: nothing ranks higher, so the first of them is final.</summary>
    public const int Terminal = 1_000_000;

    private const int PerAttempt = 10;

    // AWS: retryStrategy.attempts is 1..10 (API_RetryStrategy); what claims more may not outrank a terminal status.
    private const int MostAttempts = 1000;

    /// <param name="endedAttempts">Attempts that are over; a RUNNABLE job with one is about to start its second.</param>
    /// <param name="status">The status that the news tells.</param>
    public static int Of(int endedAttempts, JobStatus status) =>
        status.IsTerminal ? Terminal : (Math.Clamp(endedAttempts, 0, MostAttempts) * PerAttempt) + (int)status;
}

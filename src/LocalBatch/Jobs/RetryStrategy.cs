namespace LocalBatch.Jobs;

/// <summary>How often a job is tried.</summary>
/// <param name="Attempts">1 to 10, the first try included.</param>
/// <param name="EvaluateOnExit">Rules tried in order; the first that matches decides.</param>
internal sealed record RetryStrategy(int Attempts, IReadOnlyList<EvaluateOnExit> EvaluateOnExit)
{
    public static RetryStrategy Once { get; } = new(1, []);

    /// <summary>Whether a failed attempt is followed by another.</summary>
    /// <param name="number">1 for the first attempt.</param>
    /// <param name="end">How the attempt ended.</param>
    public bool Grants(int number, AttemptEnd end)
    {
        if (number >= Attempts)
        {
            return false;
        }

        foreach (var rule in EvaluateOnExit)
        {
            if (rule.Matches(end))
            {
                return rule.Retry;
            }
        }

        // AWS: where no rule matches, the job is retried (user guide, automated job retries).
        return true;
    }
}

/// <summary>One rule of a retry strategy; the conditions that are given must all hold.</summary>
/// <param name="Retry">What the rule decides: RETRY, or else EXIT.</param>
internal sealed record EvaluateOnExit(string? OnStatusReason, string? OnReason, string? OnExitCode, bool Retry)
{
    public bool Matches(AttemptEnd end) =>
        Matches(OnStatusReason, end.StatusReason)
        && Matches(OnReason, end.Reason)
        && Matches(OnExitCode, end.ExitCode?.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>A trailing <c>*</c> makes a prefix of it; a lone one matches even what is absent, as AWS's own examples need.</summary>
    private static bool Matches(string? pattern, string? value) => pattern switch
    {
        null or "*" => true,
        _ when value is null => false,
        [.. var prefix, '*'] => value.StartsWith(prefix, StringComparison.Ordinal),
        _ => value == pattern,
    };
}

/// <summary>How an attempt ended, as far as retry rules can see.</summary>
/// <param name="StatusReason">Such as <c>Essential container in task exited</c>.</param>
/// <param name="Reason">The container's reason; absent on a plain exit.</param>
/// <param name="ExitCode">Absent where the program never ran, or its host vanished.</param>
internal sealed record AttemptEnd(string StatusReason, string? Reason, int? ExitCode);

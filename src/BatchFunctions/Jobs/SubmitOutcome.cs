namespace BatchFunctions.Jobs;

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

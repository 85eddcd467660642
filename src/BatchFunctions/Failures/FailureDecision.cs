using BatchFunctions.Jobs;

namespace BatchFunctions.Failures;

/// <summary>How a decision is written down, and under which token it is acted on.</summary>
internal static class FailureDecision
{
    /// <summary>The job has just failed; whether it is resubmitted is being decided.</summary>
    public const string Pending = "PENDING";

    public const string Resubmitted = "RESUBMITTED";

    public const string GivenUp = "GIVEN_UP";

    /// <summary>The accepted request that stands in for a failed job: the same however often the decision is acted on.</summary>
    public static string TokenOf(string failedJobId) => Token.Of("resubmit", failedJobId);
}

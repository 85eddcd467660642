using BatchFunctions.Jobs;

namespace BatchFunctions.Failures;

/// <summary>Decides about a job that failed only because one that it depended on did.</summary>
internal static class CascadeRules
{
    /// <param name="job">A job that failed with DependencyFailed.</param>
    /// <param name="failed">Our records of the FAILED jobs among its dependencies.</param>
    public static Verdict Decide(JobRecord job, IReadOnlyList<JobRecord> failed)
    {
        if (job.Request is not { } request)
        {
            return new Verdict.GiveUp("It was not submitted through this stack, so its request is not known.");
        }

        if (failed.Count == 0 || failed.Any(other => other.Decision is null))
        {
            return new Verdict.NotYet();
        }

        return failed.FirstOrDefault(other => other.Decision != FailureDecision.Resubmitted) is { } lost
            ? new Verdict.GiveUp($"It depends on {lost.JobId}, which is not resubmitted.")
            : new Verdict.Resubmit(
                NextRequest.Of(request, null, null, null),
                TimeSpan.Zero,
                $"It depends on {string.Join(", ", failed.Select(other => other.JobId))}, resubmitted.",
                [.. failed.Select(other => other.JobId)]);
    }
}

using BatchFunctions.Jobs;

namespace BatchFunctions.Failures;

/// <summary>Decides about a job that failed only because one that it depended on did.</summary>
internal static class CascadeRules
{
    /// <param name="job">A job that failed with DependencyFailed.</param>
    /// <param name="failed">Our records of the FAILED jobs among its dependencies.</param>
    public static Verdict Decide(JobRecord job, IReadOnlyList<FailedDependency> failed)
    {
        if (job.Request is not { } request)
        {
            return new Verdict.GiveUp("It was not submitted through this stack, so its request is not known.");
        }

        if (failed.Count == 0 || failed.Any(other => other.Job.Decision is null))
        {
            return new Verdict.NotYet();
        }

        if (failed.FirstOrDefault(other => other.Job.Decision != FailureDecision.Resubmitted) is { } lost)
        {
            return new Verdict.GiveUp($"It depends on {lost.Job.JobId}, which is not resubmitted.");
        }

        var stay = NextRequest.Dependencies(request).Count(dependency => failed.All(other => other.Job.JobId != dependency.JobId));

        return stay + failed.Sum(other => other.Replaced.Count) > RequestRules.MostDependencies
            ? new Verdict.GiveUp($"More than {RequestRules.MostDependencies} jobs stand in for what it depends on, and AWS Batch takes no more dependencies.")
            : new Verdict.Resubmit(
                NextRequest.Of(request, null, null, null),
                TimeSpan.Zero,
                $"It depends on {string.Join(", ", failed.Select(other => other.Job.JobId))}, resubmitted.",
                failed);
    }
}

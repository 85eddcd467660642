using BatchFunctions.Jobs;

namespace BatchFunctions.Failures;

/// <summary>Gathers what a decision about a failed job needs, and has it decided.</summary>
internal sealed class FailureDecisions(IJobStore jobs, DefaultRules defaults)
{
    /// <summary>Looks at the dependencies' fate before a dependant is given up.</summary>
    private const int MostLooks = 60;

    /// <param name="looks">Times that the job was put off because its dependencies were undecided.</param>
    public async Task<Verdict> DecideAsync(JobRecord job, int looks, CancellationToken cancellation)
    {
        if (job is { Cause: nameof(FailureCause.DependencyFailed), Request: { } request })
        {
            return await CascadeAsync(job, request, looks, cancellation);
        }

        var rules = job.OnFailure is { } own ? DefaultRules.Parse(own) : defaults.Rules;

        // An array that somebody ended has ended children of every kind.
        return job is { ArraySize: not null, Request: not null, Cause: not (nameof(FailureCause.Cancelled) or nameof(FailureCause.Terminated)) }
            ? ArrayRules.Decide(job, await jobs.FailedChildrenAsync(job.JobId, cancellation), rules)
            : FailureRules.Decide(job, rules);
    }

    private async Task<Verdict> CascadeAsync(JobRecord job, string request, int looks, CancellationToken cancellation)
    {
        var failed = new List<FailedDependency>();
        foreach (var (id, _) in NextRequest.Dependencies(request))
        {
            if (id is not null && await jobs.FindAsync(id, cancellation) is { Status: JobStatus.Failed } other)
            {
                failed.Add(new FailedDependency(other, other.IsArrayOfFailures ? await jobs.FailedChildrenAsync(id, cancellation) : []));
            }
        }

        var verdict = CascadeRules.Decide(job, failed);

        return verdict is Verdict.NotYet && looks >= MostLooks
            ? new Verdict.GiveUp("It depends on a failed job about which nothing was decided.")
            : verdict;
    }
}

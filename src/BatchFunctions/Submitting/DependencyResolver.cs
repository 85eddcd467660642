using BatchFunctions.Failures;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;

namespace BatchFunctions.Submitting;

/// <summary>Turns what a job depends on, by names and by failed jobs, into job ids.</summary>
internal sealed class DependencyResolver(IIntentStore intents, IJobStore jobs, Successors successors, TimeProvider time)
{
    public async Task<Resolution> ResolveAsync(JobRequest job, CancellationToken cancellation)
    {
        if (job.ResubmitOf is not null && await intents.FindAsync(job.Token, cancellation) is { } known)
        {
            // It was worked out before, and may come out otherwise by now: the request that was tried is the one that goes on.
            return new Resolution.Ready(ToRequest(job, []) with { Body = known.Request.Body });
        }

        var found = new List<Dependency>();
        foreach (var dependency in job.DependsOn ?? [])
        {
            var (resolved, hindrance) = await ResolveAsync(dependency, cancellation);
            if (hindrance is not null)
            {
                return hindrance;
            }

            if (!await IsOverAsync(job, resolved, cancellation))
            {
                found.Add(resolved);
            }
        }

        return new Resolution.Ready(ToRequest(job, found));
    }

    /// <summary>Writes the refusal down, so that those who depend on this job learn of it. Safe to repeat: the first one stays.</summary>
    public async Task RefuseAsync(JobRequest job, string reason, CancellationToken cancellation)
    {
        var refused = Intent.Of(ToRequest(job, []), time.GetUtcNow(), time.GetUtcNow(), "") with { Refusal = reason };
        if (!await intents.CreateAsync(refused, cancellation))
        {
            await intents.RefuseAsync(job.Token, reason, cancellation);
        }
    }

    /// <summary>
    /// Whether a job that a resubmission was to wait for has succeeded meanwhile. AWS: one that succeeded is kept for seven
    /// days (user guide, job states); a request may wait longer, and a dependency that nobody knows is refused.
    /// </summary>
    private async Task<bool> IsOverAsync(JobRequest job, Dependency dependency, CancellationToken cancellation) =>
        job.ResubmitOf is not null && dependency.JobId is { } jobId
        && await jobs.FindAsync(ArrayChild.Parse(jobId) is var (arrayId, _) ? arrayId : jobId, cancellation) is { Status: JobStatus.Succeeded };

    private async Task<(Dependency Resolved, Resolution? Hindrance)> ResolveAsync(Dependency dependency, CancellationToken cancellation)
    {
        switch (dependency)
        {
            case { InsteadOf: { } failedJobId }:
                return await InsteadAsync(dependency, failedJobId, cancellation);
            case { Token: { } token }:
                return Judge(dependency, await intents.FindAsync(token, cancellation));
            default:
                return (dependency, null);
        }
    }

    private async Task<(Dependency Resolved, Resolution? Hindrance)> InsteadAsync(
        Dependency dependency, string failedJobId, CancellationToken cancellation)
    {
        if (ArrayChild.Parse(failedJobId) is var (arrayId, index)
            && await jobs.FindAsync(arrayId, cancellation) is { Status: JobStatus.Failed, IsArrayOfFailures: false })
        {
            // The array was tried again as a whole.
            var (array, hindrance) = await InsteadAsync(dependency, arrayId, cancellation);

            return (hindrance is null ? array with { JobId = ArrayChild.IdOf(array.JobId ?? "", index) } : array, hindrance);
        }

        return await jobs.FindSuccessorAsync(failedJobId, cancellation) switch
        {
            { JobId: { } jobId } => (dependency with { JobId = jobId }, null),
            { } claim => await ClaimedAsync(dependency, failedJobId, claim, cancellation),
            null => (dependency, await UnclaimedAsync(dependency, failedJobId, cancellation)),
        };
    }

    /// <summary>Of an array, the request that was to stand in for its failed children may have died before it claimed them.</summary>
    private async Task<Resolution> UnclaimedAsync(Dependency dependency, string failedJobId, CancellationToken cancellation) =>
        ArrayChild.Parse(failedJobId) is var (arrayId, _)
        && await jobs.FindSuccessorAsync(arrayId, cancellation) is { } claim
        && (await successors.LookAsync(arrayId, claim, cancellation)).IsOver
            ? NothingCame(dependency, failedJobId)
            : new Resolution.Waiting(failedJobId);

    private static Resolution.Hopeless NothingCame(Dependency dependency, string failedJobId) =>
        new($"It depends on '{dependency.JobName ?? failedJobId}', which failed, and nothing came of the request that was to stand in for it.");

    /// <summary>Whoever claimed a failed job by hand may have died before there was an intent: that stand-in never comes.</summary>
    private async Task<(Dependency Resolved, Resolution? Hindrance)> ClaimedAsync(
        Dependency dependency, string failedJobId, SuccessorClaim claim, CancellationToken cancellation)
    {
        var judged = Judge(dependency, await intents.FindAsync(claim.Token, cancellation));

        return judged.Hindrance is Resolution.Waiting && (await successors.LookAsync(failedJobId, claim, cancellation)).IsOver
            ? (dependency, NothingCame(dependency, failedJobId))
            : judged;
    }

    private static (Dependency Resolved, Resolution? Hindrance) Judge(Dependency dependency, Intent? intent) => intent switch
    {
        { JobId: { } jobId } => (dependency with { JobId = jobId }, null),
        { Refusal: not null } => (dependency, new Resolution.Hopeless($"It depends on '{dependency.JobName}', which was refused.")),
        _ => (dependency, new Resolution.Waiting(dependency.JobName ?? "")),
    };

    /// <summary>The request with its dependencies worked into its body.</summary>
    private static JobRequest ToRequest(JobRequest job, List<Dependency> dependencies) => job with
    {
        Body = DependencyText.Add(job.Body, dependencies),
        DependsOn = null,
        // Messages of earlier versions have one also outside of a submission.
        Row = job.SubmissionId is null ? null : job.Row ?? 0,
    };
}

/// <summary>Whether a queued job can be submitted yet.</summary>
internal abstract record Resolution
{
    private Resolution()
    {
    }

    internal sealed record Ready(JobRequest Request) : Resolution;

    /// <param name="ForName">The job that AWS Batch does not have yet.</param>
    internal sealed record Waiting(string ForName) : Resolution;

    /// <summary>A job that it depends on will never be.</summary>
    internal sealed record Hopeless(string Reason) : Resolution;
}

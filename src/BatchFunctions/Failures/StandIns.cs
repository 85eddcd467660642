using BatchFunctions.Jobs;
using BatchFunctions.Records;

namespace BatchFunctions.Failures;

/// <summary>Follows a job that others depend on to what stands in for it now, along the chain of its resubmissions.</summary>
internal sealed class StandIns(CurrentRecords records, IJobStore jobs, Successors successors)
{
    /// <param name="type">How it was depended on.</param>
    public async Task<DependencyFates> FollowAsync(string jobId, string? type, CancellationToken cancellation)
    {
        if (ArrayChild.Parse(jobId) is var (arrayId, index))
        {
            return (await PartnersAsync(arrayId, [index], cancellation)).GetValueOrDefault(index, DependencyFates.None);
        }

        return (await records.FindAllAsync([jobId], cancellation)).GetValueOrDefault(jobId) switch
        {
            // AWS: a job is kept for at least seven days after its end (user guide, job states), and its record for longer.
            null => new DependencyFates { Lost = [jobId] },
            { Status: JobStatus.Succeeded } => DependencyFates.None,
            { IsForgotten: true } => new DependencyFates { Lost = [jobId] },
            { Status: JobStatus.Failed } failed => await FollowFailedAsync(failed, type, cancellation),
            _ => DependencyFates.Waiting(new Dependency(null, null, jobId, type)),
        };
    }

    /// <summary>The same for a child of an array that is resubmitted with those after it, if it is not already.</summary>
    public async Task<DependencyFates> FollowAsync(FailedChild child, CancellationToken cancellation) =>
        Shared(child, await FollowClaimAsync(child.JobId, child.Successor, isPromised: true, isDecided: true, null, cancellation), "SEQUENTIAL");

    /// <summary>What single children of another array wait for, where child waits for child.</summary>
    /// <returns>By index, without those that wait for nothing any more.</returns>
    public async Task<IReadOnlyDictionary<int, DependencyFates>> PartnersAsync(
        string arrayId, IReadOnlyList<int> indices, CancellationToken cancellation)
    {
        switch ((await records.FindAllAsync([arrayId], cancellation)).GetValueOrDefault(arrayId))
        {
            case null or { IsForgotten: true }:
                return indices.ToDictionary(index => index, _ => new DependencyFates { Lost = [arrayId] });
            case { Status: JobStatus.Succeeded }:
                return new Dictionary<int, DependencyFates>();
            case { Status: JobStatus.Failed } array when array.IsArrayOfFailures:
                return await FailedPartnersAsync(array, indices, cancellation);
            case { Status: JobStatus.Failed } array:
                var fates = await FollowFailedAsync(array, "N_TO_N", cancellation);
                return indices.ToDictionary(index => index, _ => fates);
            default:
                // Inferred: a dependency on a single child is taken; AWS says nothing of it.
                return indices.ToDictionary(index => index, _ => DependencyFates.Waiting(new Dependency(null, null, arrayId, "N_TO_N")));
        }
    }

    private async Task<IReadOnlyDictionary<int, DependencyFates>> FailedPartnersAsync(
        JobRecord array, IReadOnlyList<int> indices, CancellationToken cancellation)
    {
        var isPromised = await IsPromisedAsync(array, cancellation);
        var failed = (await jobs.FailedChildrenAsync(array.JobId, cancellation)).ToDictionary(child => child.Index);
        var partners = new Dictionary<int, DependencyFates>();
        foreach (var child in indices.Where(failed.ContainsKey).Select(index => failed[index]))
        {
            partners[child.Index] = Shared(
                child, await FollowClaimAsync(child.JobId, child.Successor, isPromised, array.Decision is not null, null, cancellation), "N_TO_N");
        }

        return partners;
    }

    /// <summary>
    /// What waits for just what stands in for a child, said in the same words for every child: there may be ten thousand, and
    /// a verdict is written down for those that are alike.
    /// </summary>
    private static DependencyFates Shared(FailedChild child, DependencyFates fates, string type) =>
        fates.WaitFor is [var one] && (one.InsteadOf == child.JobId || one.JobId == child.ResubmittedAs)
            ? fates with { WaitFor = [new Dependency(null, null, null, type) { InsteadOf = child.ParentId }] }
            : fates;

    private async Task<DependencyFates> FollowFailedAsync(JobRecord failed, string? type, CancellationToken cancellation)
    {
        if (!failed.IsArrayOfFailures)
        {
            return await FollowClaimAsync(failed.JobId, failed.Successor, isPromised: false, failed.Decision is not null, type, cancellation);
        }

        var isPromised = await IsPromisedAsync(failed, cancellation);
        var fates = new DependencyFates { HasFailed = true };
        foreach (var child in await jobs.FailedChildrenAsync(failed.JobId, cancellation))
        {
            // Single jobs stand in for an array's children, and no job can wait for one of those index by index.
            fates = fates.With(await FollowClaimAsync(child.JobId, child.Successor, isPromised, failed.Decision is not null, null, cancellation));
            if (fates is { WaitFor.Count: > RequestRules.MostDependencies } or { Lost.Count: > 0 } or { Undecided.Count: > 0 })
            {
                break;
            }
        }

        return fates;
    }

    /// <summary>All failed children of the array are to be resubmitted, by the rules or by somebody.</summary>
    private async Task<bool> IsPromisedAsync(JobRecord array, CancellationToken cancellation) =>
        array.Decision == FailureDecision.Resubmitted
        || (array.Successor is { } claim && !(await successors.LookAsync(array.JobId, claim, cancellation)).IsOver);

    private async Task<DependencyFates> FollowClaimAsync(
        string failedJobId, SuccessorClaim? known, bool isPromised, bool isDecided, string? type, CancellationToken cancellation)
    {
        var nothing = isDecided
            ? new DependencyFates { HasFailed = true, Lost = [failedJobId] }
            : new DependencyFates { HasFailed = true, Undecided = [failedJobId] };
        var awaited = new DependencyFates
        {
            HasFailed = true,
            WaitFor = [new Dependency(null, failedJobId, null, type) { InsteadOf = failedJobId }],
        };
        if (known is null)
        {
            return isPromised ? awaited : nothing;
        }

        var state = await successors.LookAsync(failedJobId, known, cancellation);

        return state.IsOver ? nothing
            : state.Claim.JobId is { } jobId ? (await FollowAsync(jobId, type, cancellation)) with { HasFailed = true }
            : awaited;
    }
}

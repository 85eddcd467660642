using BatchFunctions.Jobs;
using Simulation.Tests.Cloud;
using Simulation.Tests.Functions;
using Simulation.Tests.Kernel;

namespace Simulation.Tests.Invariants;

/// <summary>Looks at every write of a job's record: its status and its decision never go back.</summary>
internal sealed class RankWatch(IJobStore inner, World world) : JobStoreDecorator(inner)
{
    public override Task RecordSubmissionAsync(SubmittedJob job, CancellationToken cancellation) =>
        AroundAsync(job.JobId, () => Inner.RecordSubmissionAsync(job, cancellation), cancellation);

    public override async Task<JobRecord?> AdvanceAsync(JobChange change, CancellationToken cancellation)
    {
        JobRecord? moved = null;
        await AroundAsync(change.JobId, async () => moved = await Inner.AdvanceAsync(change, cancellation), cancellation);

        return moved;
    }

    public override Task<JobRecord?> RecordDecisionAsync(
        string jobId, string decision, string why, StoredVerdict verdict, DateTimeOffset at, CancellationToken cancellation) =>
        AroundAsync(jobId, () => Inner.RecordDecisionAsync(jobId, decision, why, verdict, at, cancellation), cancellation);

    public override Task<JobRecord?> TakeBackResubmissionAsync(string jobId, string token, string why, CancellationToken cancellation) =>
        AroundAsync(jobId, () => Inner.TakeBackResubmissionAsync(jobId, token, why, cancellation), cancellation);

    public override Task LinkResubmissionAsync(string failedJobId, string jobId, CancellationToken cancellation) =>
        AroundAsync(failedJobId, () => Inner.LinkResubmissionAsync(failedJobId, jobId, cancellation), cancellation);

    private async Task<JobRecord?> AroundAsync(string jobId, Func<Task<JobRecord?>> write, CancellationToken cancellation)
    {
        JobRecord? record = null;
        await AroundAsync(jobId, async () => { record = await write(); }, cancellation);

        return record;
    }

    private async Task AroundAsync(string jobId, Func<Task> write, CancellationToken cancellation)
    {
        var before = await Inner.FindAsync(jobId, cancellation);
        await write();
        var after = await Inner.FindAsync(jobId, cancellation);
        if (before is not null && after is not null && Back(before, after) is { } what)
        {
            world.End(new InvariantBrokenException("a status never goes back", $"job {Short.Of(jobId)}: {what}."));
        }
    }

    private static string? Back(JobRecord before, JobRecord after) =>
        after.Rank < before.Rank || (before.Status.IsTerminal && after.Status != before.Status) ? $"{before.Status.Name} became {after.Status.Name}"
        : before.Decision is not null && after.Decision != before.Decision && !IsTakenBack(before, after) ? $"the decision {before.Decision} became {after.Decision}"
        : before.ResubmittedAs is not null && after.ResubmittedAs != before.ResubmittedAs ? $"its stand-in {before.ResubmittedAs} became {after.ResubmittedAs}"
        : null;

    /// <summary>What nobody would take may be given up after all, once.</summary>
    private static bool IsTakenBack(JobRecord before, JobRecord after) =>
        (before.Decision, after.Decision, before.ResubmittedAs) is (FailureDecision.Resubmitted, FailureDecision.GivenUp, null);
}

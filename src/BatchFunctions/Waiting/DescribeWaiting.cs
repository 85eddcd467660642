using Amazon.Batch.Model;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Jobs;
using BatchFunctions.Lambda;
using BatchFunctions.Submissions;
using BatchFunctions.Wire;
using JobStatus = BatchFunctions.Jobs.JobStatus;

namespace BatchFunctions.Waiting;

/// <summary>Answers GET /jobs/{jobId}/waiting: why the job waits, in one sentence, and the figures behind it.</summary>
internal sealed class DescribeWaitingHandler(WaitingLook look)
{
    public Task<IHttpResult> DescribeWaiting(string jobId, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            LogScope.About(jobId);
            var facts = await look.CollectAsync(jobId, cancellation) ?? throw new ProblemException(Problem.NotFound($"There is no job '{jobId}'."));
            var waiting = WaitingReason.Of(facts);

            return Answer.Ok(writer => WaitingJson.Write(writer, facts, waiting));
        });
}

/// <summary>Collects what is known about a job that may wait: of our record, and of AWS Batch's own calls.</summary>
internal sealed class WaitingLook(IJobStore jobs, ISubmissionStore submissions, ISubmissionCounts counts, IBatchJobs batch, IBlockedQueues queues, IQueueLook look)
{
    private readonly QueueHeads _heads = new(queues, jobs);
    private readonly BatchWaitingLook _batch = new(batch, look);

    /// <param name="jobId">A job's id, or the submission's that a caller got whose job was queued.</param>
    /// <returns><c>null</c> where there is neither.</returns>
    public async Task<WaitingFacts?> CollectAsync(string jobId, CancellationToken cancellation)
    {
        var finding = jobs.FindBareAsync(jobId, cancellation);
        var detail = await batch.DescribeAsync([jobId], cancellation) is [var only, ..] ? only : null;
        var record = await finding;

        return record is null && detail is null ? await FindSubmissionAsync(jobId, cancellation) : await CollectAsync(jobId, record, detail, cancellation);
    }

    private async Task<WaitingFacts?> FindSubmissionAsync(string submissionId, CancellationToken cancellation)
    {
        if (await submissions.FindAsync(submissionId, cancellation) is not { } submission)
        {
            return null;
        }

        var tally = await counts.ReadAsync(submissionId, cancellation);
        var left = submission.State == SubmissionState.Finished ? 0 : Math.Max(0, submission.Total - tally.Submitted - tally.Refused);

        return new()
        {
            JobId = submissionId,
            Status = JobStatus.Submitted,
            JobQueue = "",
            Unsubmitted = new(submissionId, submission.State.ToString().ToUpperInvariant(), left, submission.Total),
        };
    }

    private async Task<WaitingFacts> CollectAsync(string jobId, JobRecord? record, JobDetail? detail, CancellationToken cancellation)
    {
        // AWS Batch knows it now; our record may be a moment behind.
        var status = JobStatusNames.Parse(detail?.Status?.Value) ?? record?.Status ?? JobStatus.Submitted;
        var head = status == JobStatus.Runnable && record is not null ? await _heads.BlockingAsync(record, cancellation) : null;
        var facts = BatchWaitingLook.Begin(jobId, status, detail);
        facts = facts with
        {
            Since = record?.History.LastOrDefault(step => step.Status == status)?.At,
            JobQueue = detail is null ? ResourceName.Of(record?.JobQueue ?? "") : facts.JobQueue,
            StatusReason = facts.StatusReason ?? record?.StatusReason,
            BlockedReason = (head ?? record)?.BlockedReason ?? facts.BlockedReason,
            BlockedBy = head?.JobId,
            Decision = record is null ? null : record.Decision ?? (record.IsUndecided ? FailureDecision.Pending : null),
            NextTryAt = record?.Verdict?.Tries is [var next, ..] ? DateTimeOffset.FromUnixTimeMilliseconds(next.NotBefore) : null,
            ResubmittedAs = record?.ResubmittedAs,
        };

        return await _batch.CompleteAsync(facts, detail, cancellation);
    }
}

/// <summary>Collects what AWS Batch alone tells of a job that waits.</summary>
internal sealed class BatchWaitingLook(IBatchJobs batch, IQueueLook look)
{
    // AWS: a job depends on 20 jobs at most (API_SubmitJob).
    private const int MostDependencies = 20;

    private static readonly string[] Blocks = ["MISCONFIGURATION", "CAPACITY", "ACTION_REQUIRED", "UNDETERMINED"];

    /// <summary>What the job itself says; no call is made.</summary>
    /// <param name="detail"><c>null</c> where AWS Batch does not know the job any more.</param>
    public static WaitingFacts Begin(string jobId, JobStatus status, JobDetail? detail) => WaitingNeeds.Of(detail) with
    {
        JobId = jobId,
        Status = status,
        JobQueue = ResourceName.Of(detail?.JobQueue ?? ""),
        StatusReason = detail?.StatusReason,
        BlockedReason = BlockedWords(status, detail?.StatusReason),
    };

    /// <summary>The facts with those of its queue, of what it depends on and of what it consumes, as far as its status makes them matter.</summary>
    public async Task<WaitingFacts> CompleteAsync(WaitingFacts facts, JobDetail? detail, CancellationToken cancellation) => facts.Status switch
    {
        JobStatus.Pending when facts.Children.GetValueOrDefault(JobStatus.Runnable) > 0 => facts with { Queue = await look.FindAsync(facts.JobQueue, facts.JobId, cancellation) },
        JobStatus.Pending => facts with { Dependencies = await DependenciesAsync(detail, cancellation) },
        JobStatus.Runnable => facts with
        {
            Queue = await look.FindAsync(facts.JobQueue, facts.JobId, cancellation),
            Consumables = await look.ConsumablesAsync(detail?.ConsumableResourceProperties?.ConsumableResourceList ?? [], cancellation),
        },
        _ => facts,
    };

    /// <summary>AWS: a blocked job's status reason begins with the kind of what blocks it (user guide, jobs stuck in RUNNABLE); the event with it may not have come yet.</summary>
    private static string? BlockedWords(JobStatus status, string? reason) =>
        status == JobStatus.Runnable && reason is not null && Blocks.Any(kind => reason.StartsWith(kind, StringComparison.Ordinal)) ? reason : null;

    private async Task<IReadOnlyList<Awaited>> DependenciesAsync(JobDetail? detail, CancellationToken cancellation)
    {
        var depends = (detail?.DependsOn ?? []).Where(one => one.JobId is { Length: > 0 }).Take(MostDependencies).ToList();
        if (depends.Count == 0)
        {
            return [];
        }

        var found = (await batch.DescribeAsync([.. depends.Select(one => one.JobId).Distinct()], cancellation)).ToDictionary(job => job.JobId);

        return [.. depends.Select(one => found.GetValueOrDefault(one.JobId) is { } job
            ? new Awaited(one.JobId, job.JobName, JobStatusNames.Parse(job.Status?.Value), one.Type?.Value)
            : new Awaited(one.JobId, null, null, one.Type?.Value))];
    }
}

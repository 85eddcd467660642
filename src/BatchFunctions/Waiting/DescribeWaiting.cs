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

using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Lambda;

namespace BatchFunctions.Jobs;

/// <summary>Answers GET /jobs/{jobId}: our record, joined with what AWS Batch says now.</summary>
internal sealed class DescribeJobHandler(IJobStore jobs, IBatchJobs batch, IBlockedQueues queues)
{
    private readonly QueueHeads _heads = new(queues, jobs);

    public Task<IHttpResult> DescribeJob(string jobId, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            LogScope.About(jobId);
            var finding = jobs.FindAsync(jobId, cancellation);
            var describing = batch.DescribeAsync([jobId], cancellation);
            var record = await finding;
            var detail = await describing is [var only, ..] ? only : null;
            if (record is null && detail is null)
            {
                throw new ProblemException(Problem.NotFound($"There is no job '{jobId}'."));
            }

            var children = record is { ArraySize: not null } ? await jobs.FailedChildrenAsync(jobId, cancellation) : [];
            var head = record is null ? null : await _heads.BlockingAsync(record, cancellation);

            return Answer.Ok(Math.Min(children.Count, JobJson.MostChildren), (writer, shown) => JobJson.Write(writer, jobId, record, head, new(children, shown), detail));
        });
}

using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Resources;

/// <summary>The routes that read job queues.</summary>
internal sealed class JobQueueReads(IAmazonBatch batch)
{
    /// <summary>Answers GET /job-queues/{name}.</summary>
    public Task<IHttpResult> DescribeJobQueue(string name, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var answer = await batch.DescribeJobQueuesAsync(new DescribeJobQueuesRequest { JobQueues = [name] }, cancellation);

            return ResourceAnswer.One("job queue", name, answer.JobQueues, BatchJson.Instance.JobQueueDetail);
        });

    /// <summary>Answers GET /job-queues.</summary>
    public Task<IHttpResult> DescribeJobQueues(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var query = ResourceQuery.Read(request);

            return await ResourceAnswer.PageAsync("jobQueues", query.Limit, ReadAsync, BatchJson.Instance.ListJobQueueDetail);

            async Task<(List<JobQueueDetail>?, string?)> ReadAsync(int limit)
            {
                var answer = await batch.DescribeJobQueuesAsync(new DescribeJobQueuesRequest { MaxResults = limit, NextToken = query.Token }, cancellation);

                return (answer.JobQueues, answer.NextToken);
            }
        });
}

/// <summary>The routes that change job queues.</summary>
internal sealed class JobQueueChanges(IAmazonBatch batch, CreateOnce once)
{
    private const string Path = "/job-queues";

    /// <summary>Answers POST /job-queues. Idempotent by the header <c>Idempotency-Key</c>.</summary>
    public Task<IHttpResult> CreateJobQueue(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        once.AnswerAsync(
            request, context, Path, "jobQueue", BatchJson.Instance.CreateJobQueueRequest, (asked, keyed) => asked.Tags = keyed.Mark(asked.Tags), FindAsync, CreateAsync);

    /// <summary>Answers PATCH /job-queues/{name}. Repeating it asks for the same values, which AWS Batch may refuse while it still carries the first one out.</summary>
    public Task<IHttpResult> UpdateJobQueue(string name, APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var asked = ResourceRequest.Body(request, BatchJson.Instance.UpdateJobQueueRequest);
            asked.JobQueue = ResourceRequest.Same(name, asked.JobQueue);
            var answer = await batch.UpdateJobQueueAsync(asked, cancellation);

            return ResourceAnswer.Changing("jobQueue", name, answer.JobQueueArn);
        });

    /// <summary>Answers DELETE /job-queues/{name}. Repeating it finds it DELETING or gone, and AWS Batch leaves it so.</summary>
    public Task<IHttpResult> DeleteJobQueue(string name, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            await batch.DeleteJobQueueAsync(new DeleteJobQueueRequest { JobQueue = name }, cancellation);

            return ResourceAnswer.Changing("jobQueue", name, null);
        });

    private async Task<CreatedResource?> FindAsync(CreateJobQueueRequest asked, string token, CancellationToken cancellation)
    {
        var answer = await batch.DescribeJobQueuesAsync(new DescribeJobQueuesRequest { JobQueues = [asked.JobQueueName] }, cancellation);

        return (answer.JobQueues ?? []).Find(found => KeyedRequest.Made(token, found.Tags)) is { } made
            ? new CreatedResource(made.JobQueueName, made.JobQueueArn)
            : null;
    }

    private async Task<CreatedResource> CreateAsync(CreateJobQueueRequest asked, CancellationToken cancellation)
    {
        var answer = await batch.CreateJobQueueAsync(asked, cancellation);

        return new CreatedResource(answer.JobQueueName, answer.JobQueueArn);
    }
}

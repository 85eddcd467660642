using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.Core;
using BatchFunctions.Http;

namespace BatchFunctions.Resources;

/// <summary>Answers DELETE /job-queues/{name}. Repeating it finds it DELETING or gone, and AWS Batch leaves it so.</summary>
internal sealed class DeleteJobQueueHandler(IAmazonBatch batch)
{
    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Delete, "/job-queues/{name}")]
    public Task<IHttpResult> DeleteJobQueue(string name, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            await batch.DeleteJobQueueAsync(new DeleteJobQueueRequest { JobQueue = name }, cancellation);

            return ResourceAnswer.Changing("jobQueue", name, null);
        });
}

using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;

namespace BatchFunctions.Jobs;

/// <summary>Answers POST /jobs/cancel: stops jobs by filter. Repeating it does no harm.</summary>
internal sealed class CancelJobsHandler(BulkStopper stopper, IBatchJobs batch)
{
    private static readonly JobStatus[] Stoppable = [JobStatus.Submitted, JobStatus.Pending, JobStatus.Runnable];

    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Post, "/jobs/cancel")]
    public Task<IHttpResult> CancelJobs(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, cancellation =>
            stopper.RunAsync(BulkStop.Read(request.Json(RequestRules.MostBytes), Stoppable), batch.CancelAsync, cancellation));
}

using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;

namespace BatchFunctions.Jobs;

/// <summary>Answers POST /jobs/{jobId}/terminate. Repeating it does no harm.</summary>
internal sealed class TerminateJobHandler(IBatchJobs batch)
{
    private readonly JobStopper _stopper = new(batch);

    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Post, "/jobs/{jobId}/terminate")]
    public Task<IHttpResult> TerminateJob(string jobId, APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, cancellation =>
            _stopper.StopAsync(jobId, StopRequest.Read(request), StopRules.AgainstTerminating, batch.TerminateAsync, cancellation));
}

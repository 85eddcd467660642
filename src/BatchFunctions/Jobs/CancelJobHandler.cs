using System.Net;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;

namespace BatchFunctions.Jobs;

/// <summary>Answers POST /jobs/{jobId}/cancel. Repeating it does no harm.</summary>
internal sealed class CancelJobHandler(IBatchJobs batch)
{
    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Post, "/jobs/{jobId}/cancel")]
    public Task<IHttpResult> CancelJob(string jobId, APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            LogScope.About(jobId);
            var stop = StopRequest.Read(request);
            var job = await batch.DescribeAsync([jobId], cancellation) is [var only, ..] ? only : null;
            if (StopRules.AgainstCancelling(jobId, JobStatusNames.Parse(job?.Status?.Value)) is { } problem)
            {
                throw new ProblemException(problem);
            }

            await batch.CancelAsync(jobId, stop.Reason, cancellation);

            return Answer.Json(HttpStatusCode.Accepted, writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("jobId", jobId);
                writer.WriteString("reason", stop.Reason);
                writer.WriteEndObject();
            }).AddHeader("location", $"/jobs/{jobId}");
        });
}

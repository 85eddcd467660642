using System.Net;
using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Jobs;
using BatchFunctions.Lambda;

namespace BatchFunctions.ServiceJobs;

/// <summary>
/// Answers POST /service-jobs/{jobId}/terminate. Repeating it does no harm. AWS Batch has no call that cancels a service job:
/// terminating ends one that waits, too.
/// </summary>
internal sealed class TerminateServiceJobHandler(IAmazonBatch batch)
{
    public Task<IHttpResult> TerminateServiceJob(string jobId, APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            LogScope.About(jobId);
            var asked = StopRequest.Read(request);
            var job = await ServiceJobLook.FindAsync(batch, jobId, cancellation)
                ?? throw new ProblemException(Problem.NotFound($"AWS Batch knows no service job '{jobId}'."));
            if (job.Status is { } status && ServiceJobStatuses.IsOver(status))
            {
                throw new ProblemException(Problem.Conflict($"The service job is {status} already."));
            }

            await batch.TerminateServiceJobAsync(new TerminateServiceJobRequest { JobId = jobId, Reason = asked.Reason }, cancellation);

            return Answer.Json(HttpStatusCode.Accepted, writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("jobId", jobId);
                writer.WriteString("reason", asked.Reason);
                writer.WriteEndObject();
            }).AddHeader("location", $"/service-jobs/{jobId}");
        });
}

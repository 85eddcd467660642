using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Tracking;

namespace BatchFunctions.Jobs;

/// <summary>
/// Answers POST /jobs/{jobId}/resubmit: a fresh job from the stored request, with overrides; of an array only its failed
/// children. Idempotent by the header <c>Idempotency-Key</c>; a failed job is resubmitted once, whoever asks.
/// </summary>
internal sealed class ResubmitJobHandler(CurrentRecords records, JobResubmission job, ArrayResubmission array, Func<Guid> newId)
{
    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Post, "/jobs/{jobId}/resubmit")]
    public Task<IHttpResult> ResubmitJob(string jobId, APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            LogScope.About(jobId);
            var record = ResubmitRules.Check(jobId, await records.FindAsync(jobId, cancellation));
            var body = ResubmitRules.Body(record, request.Bytes().Length == 0 ? null : request.Json(RequestRules.MostBytes));
            var token = request.Token($"POST /jobs/{jobId}/resubmit", newId);

            return ResubmitRules.IsByChildren(record)
                ? await array.SubmitAsync(record, body, token, cancellation)
                : await job.SubmitAsync(record, body, token, cancellation);
        });
}

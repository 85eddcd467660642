using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Submissions;
using BatchFunctions.Tracking;

namespace BatchFunctions.Jobs;

/// <summary>
/// Answers POST /jobs/{jobId}/resubmit: a fresh job from the stored request, with overrides; of an array only its failed
/// children. Idempotent by the header <c>Idempotency-Key</c>.
/// </summary>
internal sealed class ResubmitJobHandler(
    CurrentRecords records, IJobStore jobs, JobSubmitter submitter, SubmissionIntake intake, TimeProvider time, Func<Guid> newId)
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

            return record.ArraySize is null
                ? await SubmitAsync(ResubmitRules.Request(record, body, token), cancellation)
                : await SubmitChildrenAsync(record, body, token, cancellation);
        });

    private async Task<IHttpResult> SubmitAsync(AcceptedRequest request, CancellationToken cancellation)
    {
        var outcome = await submitter.SubmitAsync(request, cancellation);

        return outcome is SubmitOutcome.NotYet(_, var reason)
            ? SubmitAnswers.Queued(await intake.TakeOneAsync(request, cancellation), reason)
            : SubmitAnswers.Tell(request, outcome);
    }

    private async Task<IHttpResult> SubmitChildrenAsync(JobRecord record, string body, string token, CancellationToken cancellation)
    {
        var children = ResubmitRules.Children(record, body, await jobs.FailedChildrenAsync(record.JobId, cancellation));
        var submission = NewSubmission.Of(
            $"POST /jobs/{record.JobId}/resubmit", SubmissionIntake.IdOf(token), children.Count, System.Text.Encoding.UTF8.GetBytes(body), time);
        if (await intake.TakeAsync(token, submission, children, cancellation) is { } known && known.ContentHash != submission.ContentHash)
        {
            throw new ProblemException(Problem.Unprocessable("This Idempotency-Key stands for another request."));
        }

        return SubmitAnswers.Queued(submission.SubmissionId, $"{children.Count} failed children of the array are submitted, each as a job of its own.");
    }
}

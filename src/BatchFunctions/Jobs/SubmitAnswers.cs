using System.Diagnostics;
using System.Net;
using Amazon.Lambda.Annotations.APIGateway;
using BatchFunctions.Http;

namespace BatchFunctions.Jobs;

/// <summary>Tells callers what became of a request to submit.</summary>
internal static class SubmitAnswers
{
    /// <exception cref="ProblemException">It was refused, or its key stands for another one.</exception>
    public static IHttpResult Tell(AcceptedRequest request, SubmitOutcome outcome) => outcome switch
    {
        SubmitOutcome.Submitted(var jobId, _) => Answer.Json(HttpStatusCode.Created, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("jobId", jobId);
            writer.WriteString("jobName", request.JobName);
            writer.WriteEndObject();
        }).AddHeader("location", $"/jobs/{jobId}"),
        SubmitOutcome.Refused(var reason) => throw new ProblemException(Problem.BadRequest($"AWS Batch refused the job: {reason}")),
        SubmitOutcome.Conflicting => throw new ProblemException(Problem.Unprocessable("This Idempotency-Key stands for another request.")),
        _ => throw new UnreachableException(),
    };

    /// <summary>It is on the queue; the location says where to ask.</summary>
    public static IHttpResult Queued(string submissionId, string reason) => Answer.Json(HttpStatusCode.Accepted, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("submissionId", submissionId);
        writer.WriteString("reason", reason);
        writer.WriteEndObject();
    }).AddHeader("location", $"/submissions/{submissionId}");
}

using System.Net;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;

namespace BatchFunctions.Submissions;

/// <summary>Answers POST /submissions: a manifest without S3. Idempotent by the header <c>Idempotency-Key</c>.</summary>
internal sealed class SubmitManifestHandler(ManifestReader reader, SubmissionIntake intake, TimeProvider time, Func<Guid> newId)
{
    private const string Route = "POST /submissions";

    // AWS: an event of Lambda may have 6 MB, and base64 makes a third more of a body (Lambda quotas).
    private const int MostBytes = 4 * 1024 * 1024;

    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Post, "/submissions")]
    public Task<IHttpResult> SubmitManifest(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var content = Content(request);
            var verdict = await reader.ReadAsync(Format(request), content, cancellation);
            if (!verdict.IsGood)
            {
                throw new ProblemException(Problem.BadRequest("The manifest has errors; nothing was submitted.", verdict.Errors));
            }

            var token = request.Token(Route, newId);
            var submission = NewSubmission.Of(Route, SubmissionIntake.IdOf(token), verdict.Jobs.Count, content, time);
            if (await intake.TakeAsync(token, submission, verdict.Jobs, cancellation) is { } known && known.ContentHash != submission.ContentHash)
            {
                throw new ProblemException(Problem.Unprocessable("This Idempotency-Key stands for another manifest."));
            }

            return Accepted(submission);
        });

    private static ManifestFormat Format(APIGatewayHttpApiV2ProxyRequest request) =>
        ManifestFormats.OfMediaType(request.Header("content-type"))
            ?? throw new ProblemException(new Problem(
                HttpStatusCode.UnsupportedMediaType, "Not a manifest", $"The body must be {ManifestFormats.MediaTypes}."));

    private static byte[] Content(APIGatewayHttpApiV2ProxyRequest request)
    {
        var content = request.Bytes();

        return content.Length <= MostBytes
            ? content
            : throw new ProblemException(new Problem(
                HttpStatusCode.RequestEntityTooLarge, "Too long", "The body may have 4 MiB; drop longer manifests into the inbox bucket."));
    }

    private static IHttpResult Accepted(Submission submission) => Answer.Json(HttpStatusCode.Accepted, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("submissionId", submission.SubmissionId);
        writer.WriteNumber("jobs", submission.Total);
        writer.WriteEndObject();
    }).AddHeader("location", $"/submissions/{submission.SubmissionId}");
}

using System.Net;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Manifests;
using BatchFunctions.Wire;

namespace BatchFunctions.Submissions;

/// <summary>
/// Answers POST /submissions: a manifest without S3, or with <c>?check=true</c> what it would do. Idempotent by the header <c>Idempotency-Key</c>; without one by the
/// caller and what the manifest says, for <see cref="RepeatedWithin"/>.
/// </summary>
internal sealed class SubmitManifestHandler(
    ManifestReader reader, SubmissionIntake intake, IRecentBodies bodies, TimeProvider time, Func<Guid> newId)
{
    /// <summary>
    /// Without a key, the same manifest of the same caller is the same submission for so long: a call whose answer was lost
    /// or cut off is repeated soon. As long as SQS tells its own repetitions.
    /// </summary>
    public static readonly TimeSpan RepeatedWithin = TimeSpan.FromMinutes(5);

    private const string Route = "POST /submissions";

    // AWS: an event of Lambda may have 6 MB, and base64 makes a third more of a body (Lambda quotas).
    private const int MostBytes = 4 * 1024 * 1024;

    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Post, "/submissions")]
    public Task<IHttpResult> SubmitManifest(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.ChangeAsync(request, time, context, async cancellation =>
        {
            var content = Content(request);
            var verdict = await reader.ReadAsync(Format(request), content, cancellation);
            if (!verdict.IsGood)
            {
                throw new ProblemException(Problem.BadRequest("The manifest has errors; nothing was submitted.", verdict.Errors));
            }

            if (IsCheck(request))
            {
                return Answer.Ok(writer => PlanJson.Write(writer, verdict));
            }

            var hash = verdict.Hash();
            var token = request.KeyToken(Route) ?? await BodyTokenAsync(request, hash, cancellation);
            var submission = NewSubmission.Of(Route, SubmissionIntake.IdOf(token), verdict.Jobs.Count, content, hash, time);
            if (await intake.TakeAsync(token, submission, verdict.Jobs, cancellation) is { } known && !known.IsOf(submission))
            {
                throw new ProblemException(Problem.Unprocessable("This Idempotency-Key stands for another manifest."));
            }

            return Accepted(submission);
        });

    private Task<string> BodyTokenAsync(APIGatewayHttpApiV2ProxyRequest request, string hash, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();

        return bodies.TokenAsync(request.BodyToken(Route, hash), Token.Of(Route, newId().ToString("N")), now, now + RepeatedWithin, cancellation);
    }

    /// <exception cref="ProblemException">It says neither, or asks for something else: a check that is mistyped must not submit.</exception>
    private static bool IsCheck(APIGatewayHttpApiV2ProxyRequest request)
    {
        var asked = request.QueryStringParameters ?? new Dictionary<string, string>();
        if (asked.Keys.FirstOrDefault(name => name != "check") is { } other)
        {
            throw new ProblemException(Problem.BadRequest($"'{other}' is no parameter here, only 'check' is; nothing was submitted."));
        }

        return asked.TryGetValue("check", out var check) && check switch
        {
            "true" => true,
            "false" => false,
            var neither => throw new ProblemException(Problem.BadRequest($"'check' is true or false, not '{neither}'; nothing was submitted.")),
        };
    }

    private static ManifestFormat Format(APIGatewayHttpApiV2ProxyRequest request) =>
        ManifestFormats.OfMediaType(request.Header("content-type"))
            ?? throw new ProblemException(new Problem(
                HttpStatusCode.UnsupportedMediaType, "Not a manifest", $"The body must be {ManifestFormats.MediaTypes}, not {request.Header("content-type")}: say so in the header content-type."));

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

/// <summary>Requests that came without an <c>Idempotency-Key</c>, by what they ask for.</summary>
internal interface IRecentBodies
{
    /// <summary>
    /// Puts a body down under a fresh token, unless it stands under one already. The write is conditional, and who repeats
    /// it finds its own token.
    /// </summary>
    /// <param name="body">Names the route, the caller and the body.</param>
    /// <param name="until">How long the token stands for the body.</param>
    /// <returns>The token under which the body stands.</returns>
    Task<string> TokenAsync(string body, string fresh, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellation);
}

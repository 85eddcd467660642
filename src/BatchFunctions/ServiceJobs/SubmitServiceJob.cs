using System.Net;
using System.Text;
using System.Text.Json;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;

namespace BatchFunctions.ServiceJobs;

/// <summary>
/// Answers POST /service-jobs. Idempotent by the header <c>Idempotency-Key</c>, which AWS Batch is given as the client token; so a
/// call whose answer was lost is repeated without harm, and there is no queue of ours before it.
/// </summary>
internal sealed class SubmitServiceJobHandler(ServiceJobSubmitter submitter, TimeProvider time, Func<Guid> newId)
{
    private const string Route = "POST /service-jobs";

    public Task<IHttpResult> SubmitServiceJob(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var body = request.Json(RequestRules.MostBytes);
            var asked = ServiceJobRules.Read(body);
            var kept = ServiceJobRequest.Of(body, asked, request.Token(Route, newId), time.GetUtcNow());

            return ServiceJobAnswers.Submitted(await submitter.SubmitAsync(kept, cancellation), asked.JobName);
        });
}

/// <summary>Tells callers which service job came of their request.</summary>
internal static class ServiceJobAnswers
{
    public static IHttpResult Submitted(string jobId, string jobName) => Answer.Json(HttpStatusCode.Created, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("jobId", jobId);
        writer.WriteString("jobName", jobName);
        writer.WriteEndObject();
    }).AddHeader("location", $"/service-jobs/{jobId}");
}

/// <summary>What AWS Batch would refuse at SubmitServiceJob, all of it at once.</summary>
internal static class ServiceJobRules
{
    // AWS: API_SubmitServiceJob, API_ServiceJobRetryStrategy, API_ServiceJobTimeout; quotas of AWS Batch.
    private const int MostPayloadBytes = 10 * 1024;

    private const int MostAttempts = 10;

    private const int LeastTimeoutSeconds = 60;

    private const int MostPriority = 9999;

    private static readonly string[] Required = ["jobName", "jobQueue", "serviceJobType", "serviceRequestPayload"];

    /// <exception cref="ProblemException">Names every wrong field.</exception>
    public static SubmitServiceJobRequest Read(JsonElement body)
    {
        var errors = new List<InputError>();
        ShapeCheck.Check(body, BatchJson.Instance.SubmitServiceJobRequest, "", errors, FailureRuleCheck.Field);
        if (body.ValueKind == JsonValueKind.Object)
        {
            errors.AddRange(Required.Where(name => string.IsNullOrWhiteSpace(RequestRules.Text(body, name)) && !errors.Exists(error => error.Pointer == $"/{name}"))
                .Select(name => new InputError($"/{name}", $"'{name}' is missing.")));
            if (body.TryGetProperty(FailureRuleCheck.Field, out var rules) && rules.ValueKind != JsonValueKind.Null)
            {
                ServiceFailureRules.Check(rules, $"/{FailureRuleCheck.Field}", errors);
            }

            RequestRules.CheckTags(body, "", errors);
            ShareAndConsumableRules.Check(body, "", errors);
        }

        var asked = errors.Count == 0 ? body.Deserialize(BatchJson.Instance.SubmitServiceJobRequest) : null;
        if (asked is not null)
        {
            errors.AddRange(Limits(asked));
        }

        return errors.Count == 0 && asked is not null ? asked : throw new ProblemException(Problem.BadRequest("The service job cannot be submitted as it is.", errors));
    }

    private static IEnumerable<InputError> Limits(SubmitServiceJobRequest asked)
    {
        if (Encoding.UTF8.GetByteCount(asked.ServiceRequestPayload) is var bytes and > MostPayloadBytes)
        {
            yield return new InputError("/serviceRequestPayload", $"may have {MostPayloadBytes / 1024} KiB; it has {bytes / 1024.0:0.#} KiB.");
        }

        if (asked.RetryStrategy is { } retry && retry.Attempts is null or < 1 or > MostAttempts)
        {
            yield return new InputError("/retryStrategy/attempts", $"must be 1 to {MostAttempts}.");
        }

        if (asked.TimeoutConfig is { } timeout && timeout.AttemptDurationSeconds is null or < LeastTimeoutSeconds)
        {
            yield return new InputError("/timeoutConfig/attemptDurationSeconds", $"must be {LeastTimeoutSeconds} or more.");
        }

        if (asked.SchedulingPriority is < 0 or > MostPriority)
        {
            yield return new InputError("/schedulingPriority", $"must be 0 to {MostPriority}, not {asked.SchedulingPriority}.");
        }
    }
}

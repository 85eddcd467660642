using System.Text;
using System.Text.Json;
using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Lambda;
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

/// <summary>A checked request to submit one service job, kept before AWS Batch gets it.</summary>
internal sealed record ServiceJobRequest
{
    private const string ClientTokenField = "clientToken";

    /// <summary>64 hex digits that name the request whoever delivers it, and how often.</summary>
    public required string Token { get; init; }

    /// <summary>The SubmitServiceJob body, in AWS's field names.</summary>
    public required string Body { get; init; }

    /// <summary>Failure rules that came with the request, as JSON.</summary>
    public string? OnFailure { get; init; }

    /// <summary>Tells a repetition of the request from another one under the same key.</summary>
    public required string Hash { get; init; }

    /// <summary>The caller's own client token; AWS Batch is given <see cref="Token"/> where there is none.</summary>
    public string? ClientToken { get; init; }

    /// <summary>The failed job that this one stands in for.</summary>
    public string? ResubmitOf { get; init; }

    /// <summary>The first job of the chain of resubmissions.</summary>
    public string? OriginalJobId { get; init; }

    /// <summary>Resubmissions along the chain up to this one; 0 for the first.</summary>
    public int Resubmission { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The job that it became; <c>null</c> while nobody knows.</summary>
    public string? JobId { get; init; }

    /// <param name="asked">The same body, read.</param>
    public static ServiceJobRequest Of(JsonElement body, SubmitServiceJobRequest asked, string token, DateTimeOffset now)
    {
        var onFailure = body.TryGetProperty(FailureRuleCheck.Field, out var rules) && rules.ValueKind != JsonValueKind.Null ? rules.GetRawText() : null;

        return Of(JsonMerge.Merge(null, body, FailureRuleCheck.Field, ClientTokenField), onFailure, asked.ClientToken is { } own ? Wire.Token.Of(ClientTokenField, own) : token, now) with
        {
            ClientToken = asked.ClientToken,
        };
    }

    /// <summary>The request that stands in for a job that is over.</summary>
    /// <param name="body">Checked, without the failure rules, which stay those of the job.</param>
    public static ServiceJobRequest StandIn(ServiceJobRecord job, ServiceJobRequest of, string body, string token, DateTimeOffset now)
    {
        using var document = JsonDocument.Parse(body);

        return Of(JsonMerge.Merge(null, document.RootElement, ClientTokenField), of.OnFailure, token, now) with
        {
            ResubmitOf = job.JobId,
            OriginalJobId = job.OriginalJobId ?? job.JobId,
            Resubmission = job.Resubmission + 1,
        };
    }

    private static ServiceJobRequest Of(string body, string? onFailure, string token, DateTimeOffset now) =>
        new() { Token = token, Body = body, OnFailure = onFailure, Hash = RequestHash.Of(body, onFailure), CreatedAt = now };
}

/// <summary>
/// Makes one service job of one request, however often it is delivered: the request is kept first, and AWS Batch, which is given its
/// token as the client token, makes one job of it.
/// </summary>
internal sealed class ServiceJobSubmitter(IAmazonBatch batch, IServiceJobStore jobs, Metrics metrics, TimeProvider time)
{
    /// <exception cref="ProblemException">Another request stands under the same token.</exception>
    /// <exception cref="Amazon.Runtime.AmazonServiceException">AWS Batch has not taken it.</exception>
    public async Task<string> SubmitAsync(ServiceJobRequest request, CancellationToken cancellation)
    {
        var kept = await jobs.KeepRequestAsync(request, cancellation);
        if (kept.Hash != request.Hash)
        {
            throw new ProblemException(Problem.Unprocessable("This Idempotency-Key stands for another request."));
        }

        if (kept.JobId is { } known)
        {
            // However long ago it was: no page of AWS's says for how long a client token is remembered.
            return known;
        }

        var asked = JsonSerializer.Deserialize(kept.Body, BatchJson.Instance.SubmitServiceJobRequest) ?? throw new InvalidDataException("A stored request is empty.");
        asked.ClientToken = kept.ClientToken ?? kept.Token;
        asked.Tags = new Dictionary<string, string>(asked.Tags ?? []) { [Wire.Token.Tag] = kept.Token };
        var now = time.GetUtcNow();
        var taken = await batch.SubmitServiceJobAsync(asked, cancellation);
        LogScope.About(taken.JobId);
        await jobs.RecordSubmissionAsync(taken.JobId, kept, now, cancellation);
        metrics.Submitted(asked.JobQueue);

        return taken.JobId;
    }
}

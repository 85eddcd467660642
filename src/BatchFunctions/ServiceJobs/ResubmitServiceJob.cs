using System.Text.Json;
using Amazon.Batch;
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
/// Answers POST /service-jobs/{jobId}/resubmit: a fresh job from the stored request, with overrides. Idempotent by the header
/// <c>Idempotency-Key</c>; a failed job is resubmitted once, whoever asks.
/// </summary>
internal sealed class ResubmitServiceJobHandler(ServiceJobTracker tracker, IServiceJobStore jobs, ServiceJobSubmitter submitter, TimeProvider time, Func<Guid> newId)
{
    public Task<IHttpResult> ResubmitServiceJob(string jobId, APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.ChangeAsync(request, time, context, async cancellation =>
        {
            LogScope.About(jobId);
            JsonElement? overrides = request.Bytes().Length == 0 ? null : request.Json(RequestRules.MostBytes);
            var job = await tracker.CurrentAsync(jobId, cancellation);
            var stored = job is null ? null : await tracker.RequestOfAsync(job, cancellation);
            ServiceResubmitRules.Check(jobId, job, stored);
            var (body, asked) = ServiceResubmitRules.Body(stored, overrides);
            var route = $"POST /service-jobs/{jobId}/resubmit";
            // Without a key, too, a failed job gets one successor only: a call that AWS Batch throttled is repeated as itself.
            var token = request.KeyToken(route) ?? (job.Status == ServiceJobStatuses.Failed ? request.BodyToken(route, RequestHash.Of(body, null)) : request.Token(route, newId));
            var next = ServiceJobRequest.StandIn(job, stored, body, token, time.GetUtcNow());

            return ServiceJobAnswers.Submitted(await SubmitAsync(job, next, isRepeatable: request.KeyToken(route) is not null, cancellation), asked);
        });

    private async Task<string> SubmitAsync(ServiceJobRecord job, ServiceJobRequest next, bool isRepeatable, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (await jobs.ClaimAsync(job.JobId, next.Token, now, now - IntentRules.AbandonAfter, cancellation) is { } claim
            && (claim.Token != next.Token || (claim.JobId is not null && !isRepeatable)))
        {
            throw new ProblemException(ServiceResubmitRules.Taken(job.JobId, claim));
        }

        try
        {
            return await submitter.SubmitAsync(next, cancellation);
        }
        catch (AmazonBatchException exception) when (exception.IsRefusal || exception.IsForbidden)
        {
            // No job came of it: another request may stand in at once.
            await jobs.GiveBackAsync(job.JobId, next.Token, CancellationToken.None);
            throw;
        }
    }
}

/// <summary>Makes a fresh request from that of a service job that is over.</summary>
internal static class ServiceResubmitRules
{
    /// <param name="stored">The request that it came of.</param>
    /// <exception cref="ProblemException">Unknown, not over, or not submitted through the stack.</exception>
    public static void Check(string jobId, [System.Diagnostics.CodeAnalysis.NotNull] ServiceJobRecord? job, [System.Diagnostics.CodeAnalysis.NotNull] ServiceJobRequest? stored)
    {
        switch (job)
        {
            case null:
                throw new ProblemException(Problem.NotFound($"There is no record of a service job '{jobId}'."));
            case { IsOver: false }:
                throw new ProblemException(Problem.Conflict($"The service job is {job.Status}; only one that is over can be resubmitted."));
            case not null when stored is null:
                throw new ProblemException(Problem.Conflict("The service job was not submitted through this stack, so its request is not known."));
        }

        _ = stored ?? throw new System.Diagnostics.UnreachableException();
    }

    /// <summary>The stored request with the caller's overrides laid over it, and the name of the job.</summary>
    /// <exception cref="ProblemException">Names every wrong field.</exception>
    public static (string Body, string JobName) Body(ServiceJobRequest stored, JsonElement? overrides)
    {
        if (overrides is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty(FailureRuleCheck.Field, out _))
        {
            throw new ProblemException(Problem.BadRequest("The overrides are wrong.", new InputError($"/{FailureRuleCheck.Field}", "the failure rules stay those of the job.")));
        }

        using var below = JsonDocument.Parse(stored.Body);
        var body = overrides is { } over ? JsonMerge.Merge(below.RootElement, over) : stored.Body;
        using var merged = JsonDocument.Parse(body);

        return (body, ServiceJobRules.Read(merged.RootElement).JobName);
    }

    /// <summary>The stored request with what a rule changes.</summary>
    public static string Body(ServiceJobRequest stored, Changes changes)
    {
        if (changes.JobQueue is not { } queue)
        {
            return stored.Body;
        }

        using var below = JsonDocument.Parse(stored.Body);
        using var over = JsonDocument.Parse(JsonText.Of(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("jobQueue", queue);
            writer.WriteEndObject();
        }));

        return JsonMerge.Merge(below.RootElement, over.RootElement);
    }

    public static Problem Taken(string jobId, SuccessorClaim claim) => Problem.Conflict(claim.JobId is { } successor
        ? $"The service job {jobId} is resubmitted already, as {successor}."
        : $"The service job {jobId} is resubmitted already, by the request {claim.Token}, whose job is not known yet: see resubmittedAs of GET /service-jobs/{jobId}.");
}

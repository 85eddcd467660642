using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Intents;
using BatchFunctions.Jobs;
using BatchFunctions.Manifests;
using BatchFunctions.Wire;

namespace BatchFunctions.Submissions;

/// <summary>Answers POST /jobs. Idempotent by the header <c>Idempotency-Key</c>.</summary>
internal sealed class SubmitJobHandler(JobSubmitter submitter, SubmissionIntake intake, IBatchCatalog catalog, TimeProvider time, Func<Guid> newId)
{
    private const string Route = "POST /jobs";

    public Task<IHttpResult> SubmitJob(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.ChangeAsync(request, time, context, async cancellation =>
        {
            var body = request.Json(RequestRules.MostBytes);
            var accepted = Parse(body, request);
            await CheckRuleQueuesAsync(body, cancellation);
            await CheckSizeAsync(body, accepted.JobDefinition, cancellation);
            var outcome = await submitter.SubmitAsync(accepted, cancellation);

            return outcome is SubmitOutcome.NotYet(_, var reason)
                ? SubmitAnswers.Queued(await intake.TakeOneAsync(accepted, cancellation), reason)
                : SubmitAnswers.Tell(accepted, outcome);
        });

    /// <summary>AWS Batch itself refuses a wrong queue of the job; one of a rule would come to light at the first failure only.</summary>
    /// <exception cref="ProblemException">Names every queue that rules name and that cannot take jobs.</exception>
    private async Task CheckRuleQueuesAsync(JsonElement body, CancellationToken cancellation)
    {
        var queues = FailureRuleCheck.Queues(body, "").ToList();
        if (queues.Count == 0)
        {
            return;
        }

        var known = await catalog.QueuesAsync([.. queues.Select(rule => rule.JobQueue).Distinct()], cancellation);
        InputError[] wrong = [.. queues.Where(rule => known[rule.JobQueue].Wrong is not null).Select(rule => new InputError(rule.Pointer, known[rule.JobQueue].Wrong ?? ""))];
        if (wrong.Length > 0)
        {
            throw new ProblemException(Problem.BadRequest("The job cannot be submitted as it is.", wrong));
        }
    }

    /// <summary>AWS Batch refuses such a size too, without a word of those that there are. Only what the body asks for itself: the definition was checked when it was registered.</summary>
    /// <exception cref="ProblemException">Says which sizes there are.</exception>
    private async Task CheckSizeAsync(JsonElement body, string jobDefinition, CancellationToken cancellation)
    {
        var (vcpus, memory) = (RequestRules.Resource(body, "VCPU"), RequestRules.MemoryMiB(body));
        if (vcpus is null && memory is null)
        {
            return;
        }

        var definitions = await catalog.DefinitionsAsync([jobDefinition], cancellation);
        if (definitions.GetValueOrDefault(jobDefinition)?.WrongSize(vcpus, memory) is { } wrong)
        {
            throw new ProblemException(Problem.BadRequest(
                "The job cannot be submitted as it is.", new InputError("/containerOverrides/resourceRequirements", wrong)));
        }
    }

    /// <exception cref="ProblemException">Names every wrong field.</exception>
    private JobRequest Parse(JsonElement body, APIGatewayHttpApiV2ProxyRequest request)
    {
        var errors = new List<InputError>();
        RequestRules.Check(body, "", errors, FailureRuleCheck.Field);
        string? onFailure = null;
        if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty(FailureRuleCheck.Field, out var rules) && rules.ValueKind != JsonValueKind.Null)
        {
            FailureRuleCheck.Check(rules, $"/{FailureRuleCheck.Field}", errors);
            FailureRuleCheck.CheckMemory(body, "", RequestRules.Text(body, "jobName") ?? "", RequestRules.MemoryMiB(body), errors);
            onFailure = rules.GetRawText();
        }

        if (errors.Count > 0)
        {
            throw new ProblemException(Problem.BadRequest("The job cannot be submitted as it is.", errors));
        }

        return JobRequest.Of(body, JsonMerge.Merge(null, body, FailureRuleCheck.Field), request.Token(Route, newId)) with { OnFailure = onFailure };
    }
}

/// <summary>Tells callers what became of a request to submit.</summary>
internal static class SubmitAnswers
{
    /// <exception cref="ProblemException">It was refused, or its key stands for another one.</exception>
    public static IHttpResult Tell(JobRequest request, SubmitOutcome outcome) => outcome switch
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

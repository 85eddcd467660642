using System.Text.Json;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Failures;
using BatchFunctions.Http;
using BatchFunctions.Submissions;
using BatchFunctions.Wire;

namespace BatchFunctions.Jobs;

/// <summary>Answers POST /jobs. Idempotent by the header <c>Idempotency-Key</c>.</summary>
internal sealed class SubmitJobHandler(JobSubmitter submitter, SubmissionIntake intake, IBatchCatalog catalog, Func<Guid> newId)
{
    private const string Route = "POST /jobs";

    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Post, "/jobs")]
    public Task<IHttpResult> SubmitJob(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var accepted = Parse(request);
            await CheckRuleQueuesAsync(request, cancellation);
            var outcome = await submitter.SubmitAsync(accepted, cancellation);

            return outcome is SubmitOutcome.NotYet(_, var reason)
                ? SubmitAnswers.Queued(await intake.TakeOneAsync(accepted, cancellation), reason)
                : SubmitAnswers.Tell(accepted, outcome);
        });

    /// <summary>AWS Batch itself refuses a wrong queue of the job; one of a rule would come to light at the first failure only.</summary>
    /// <exception cref="ProblemException">Names every queue that rules name and that cannot take jobs.</exception>
    private async Task CheckRuleQueuesAsync(APIGatewayHttpApiV2ProxyRequest request, CancellationToken cancellation)
    {
        var queues = FailureRuleCheck.Queues(request.Json(RequestRules.MostBytes), "").ToList();
        if (queues.Count == 0)
        {
            return;
        }

        var wrong = await catalog.WrongQueuesAsync([.. queues.Select(rule => rule.JobQueue).Distinct()], cancellation);
        if (wrong.Count > 0)
        {
            throw new ProblemException(Problem.BadRequest(
                "The job cannot be submitted as it is.",
                [.. queues.Where(rule => wrong.ContainsKey(rule.JobQueue)).Select(rule => new InputError(rule.Pointer, wrong[rule.JobQueue]))]));
        }
    }

    /// <exception cref="ProblemException">Names every wrong field.</exception>
    private AcceptedRequest Parse(APIGatewayHttpApiV2ProxyRequest request)
    {
        var body = request.Json(RequestRules.MostBytes);
        var errors = new List<InputError>();
        RequestRules.Check(body, "", errors, FailureRuleCheck.Field);
        string? onFailure = null;
        if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty(FailureRuleCheck.Field, out var rules) && rules.ValueKind != JsonValueKind.Null)
        {
            FailureRuleCheck.Check(rules, $"/{FailureRuleCheck.Field}", errors);
            onFailure = rules.GetRawText();
        }

        if (errors.Count > 0)
        {
            throw new ProblemException(Problem.BadRequest("The job cannot be submitted as it is.", errors));
        }

        return new AcceptedRequest
        {
            Token = request.Token(Route, newId),
            Body = JsonMerge.Merge(null, body, FailureRuleCheck.Field),
            JobName = RequestRules.Text(body, "jobName") ?? "",
            JobQueue = RequestRules.Text(body, "jobQueue") ?? "",
            JobDefinition = RequestRules.Text(body, "jobDefinition") ?? "",
            ArraySize = RequestRules.ArraySize(body),
            OnFailure = onFailure,
        };
    }
}

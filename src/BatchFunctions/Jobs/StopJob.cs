using System.Net;
using System.Text.Json;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Lambda;
using BatchFunctions.Wire;

namespace BatchFunctions.Jobs;

/// <summary>Answers POST /jobs/{jobId}/cancel. Repeating it does no harm.</summary>
internal sealed class CancelJobHandler(IBatchJobs batch)
{
    private readonly JobStopper _stopper = new(batch);

    public Task<IHttpResult> CancelJob(string jobId, APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, cancellation =>
            _stopper.StopAsync(jobId, StopRequest.Read(request), StopRules.AgainstCancelling, batch.CancelAsync, cancellation));
}

/// <summary>Answers POST /jobs/{jobId}/terminate. Repeating it does no harm.</summary>
internal sealed class TerminateJobHandler(IBatchJobs batch)
{
    private readonly JobStopper _stopper = new(batch);

    public Task<IHttpResult> TerminateJob(string jobId, APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, cancellation =>
            _stopper.StopAsync(jobId, StopRequest.Read(request), StopRules.AgainstTerminating, batch.TerminateAsync, cancellation));
}

/// <summary>Stops one job, if it can still be stopped.</summary>
internal sealed class JobStopper(IBatchJobs batch)
{
    /// <param name="against">Why a job of that status cannot be stopped so.</param>
    /// <param name="stop">Stops it, with the reason.</param>
    /// <exception cref="ProblemException">There is no such job, or it cannot be stopped so.</exception>
    public async Task<IHttpResult> StopAsync(
        string jobId,
        StopRequest request,
        Func<string, JobStatus?, Problem?> against,
        Func<string, string, CancellationToken, Task> stop,
        CancellationToken cancellation)
    {
        LogScope.About(jobId);
        var job = await batch.DescribeAsync([jobId], cancellation) is [var only, ..] ? only : null;
        if (against(jobId, JobStatusNames.Parse(job?.Status?.Value)) is { } problem)
        {
            throw new ProblemException(problem);
        }

        await stop(jobId, request.Reason, cancellation);

        return Answer.Json(HttpStatusCode.Accepted, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("jobId", jobId);
            writer.WriteString("reason", request.Reason);
            writer.WriteEndObject();
        }).AddHeader("location", $"/jobs/{jobId}");
    }
}

/// <summary>Body of the cancel and terminate routes.</summary>
internal sealed record StopRequest(string Reason)
{
    // AWS: reason is required and may have 1024 characters (API_CancelJob).
    private const int MostReason = 1024;

    private const int MostBytes = 8 * 1024;

    /// <exception cref="ProblemException">Names every wrong field.</exception>
    public static StopRequest Read(APIGatewayHttpApiV2ProxyRequest request)
    {
        var body = request.Json(MostBytes);
        var errors = new List<InputError>();
        if (body.ValueKind != JsonValueKind.Object)
        {
            errors.Add(new InputError("", "must be an object with 'reason'."));
        }
        else
        {
            errors.AddRange(body.EnumerateObject()
                .Where(member => member.Name != "reason")
                .Select(member => new InputError(JsonPointer.Append("", member.Name), $"'{member.Name}' is not a field here; known is reason.")));
            if (RequestRules.Text(body, "reason") is not { Length: > 0 and <= MostReason })
            {
                errors.Add(new InputError("/reason", $"'reason' must be a text of 1 to {MostReason} characters."));
            }
        }

        return errors.Count == 0
            ? new StopRequest(RequestRules.Text(body, "reason") ?? "")
            : throw new ProblemException(Problem.BadRequest("The reason is missing or wrong.", errors));
    }
}

/// <summary>Whether a job can still be stopped, and how.</summary>
internal static class StopRules
{
    /// <returns>Why not; <c>null</c> where it can be cancelled.</returns>
    public static Problem? AgainstCancelling(string jobId, JobStatus? status) => status switch
    {
        null => Problem.NotFound($"AWS Batch knows no job '{jobId}'."),
        // AWS: CancelJob leaves a job that is STARTING or RUNNING alone, and still answers 200 (API_CancelJob).
        JobStatus.Starting or JobStatus.Running => Problem.Conflict($"The job is {status.Value.Name}; cancelling would do nothing. Terminate it."),
        { IsTerminal: true } over => Problem.Conflict($"The job is {over.Name} already."),
        _ => null,
    };

    /// <returns>Why not; <c>null</c> where it can be terminated.</returns>
    public static Problem? AgainstTerminating(string jobId, JobStatus? status) => status switch
    {
        null => Problem.NotFound($"AWS Batch knows no job '{jobId}'."),
        { IsTerminal: true } over => Problem.Conflict($"The job is {over.Name} already."),
        _ => null,
    };
}

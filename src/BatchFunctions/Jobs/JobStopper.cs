using System.Net;
using Amazon.Lambda.Annotations.APIGateway;
using BatchFunctions.Http;

namespace BatchFunctions.Jobs;

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

using System.Net;
using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Jobs;
using BatchFunctions.Lambda;
using BatchFunctions.Wire;

namespace BatchFunctions.ServiceJobs;

/// <summary>
/// Answers POST /service-jobs/{jobId}/terminate. Repeating it does no harm. AWS Batch has no call that cancels a service job:
/// terminating ends one that waits, too.
/// </summary>
internal sealed class TerminateServiceJobHandler(IAmazonBatch batch)
{
    public Task<IHttpResult> TerminateServiceJob(string jobId, APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            LogScope.About(jobId);
            var asked = StopRequest.Read(request);
            var job = await ServiceJobLook.FindAsync(batch, jobId, cancellation)
                ?? throw new ProblemException(Problem.NotFound($"AWS Batch knows no service job '{jobId}'."));
            if (job.Status is { } status && ServiceJobStatuses.IsOver(status))
            {
                throw new ProblemException(Problem.Conflict($"The service job is {status} already."));
            }

            await batch.TerminateServiceJobAsync(new TerminateServiceJobRequest { JobId = jobId, Reason = asked.Reason }, cancellation);

            return Answer.Json(HttpStatusCode.Accepted, writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("jobId", jobId);
                writer.WriteString("reason", asked.Reason);
                writer.WriteEndObject();
            }).AddHeader("location", $"/service-jobs/{jobId}");
        });
}

/// <summary>Answers POST /service-jobs/terminate: stops service jobs of a queue by filter. Repeating it does no harm.</summary>
internal sealed class TerminateServiceJobsHandler(FilteredServiceJobs jobs, IAmazonBatch batch, TimeProvider time)
{
    public Task<IHttpResult> TerminateServiceJobs(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.ChangeAsync(request, time, context, cancellation =>
        {
            var (bulk, query) = BulkStop.Read(request.Json(RequestRules.MostBytes), ServiceJobQueryReader.Filters, Query);

            return BulkStopper.RunAsync(bulk, query.After, after => PageAsync(query with { After = after }, cancellation), TerminateAsync, cancellation);
        });

    private static ServiceJobQuery Query(IDictionary<string, string> texts, List<InputError> errors)
    {
        var query = ServiceJobQueryReader.Read(texts, BulkStop.Place, errors);
        BulkJobs.Check(query.Statuses.Where(ServiceJobStatuses.IsOver), ServiceJobStatuses.Open, errors);

        return query with { Statuses = query.Statuses.Count == 0 ? ServiceJobStatuses.Open : query.Statuses, Limit = JobQueryReader.MostLimit };
    }

    private async Task<(IEnumerable<string> JobIds, string? Next)> PageAsync(ServiceJobQuery query, CancellationToken cancellation)
    {
        var page = await jobs.ListAsync(query, BulkStop.Place, cancellation);

        return (page.Jobs.Select(job => job.JobId), page.Next);
    }

    private async Task<IReadOnlyDictionary<string, string>> TerminateAsync(IReadOnlyList<string> jobIds, string reason, CancellationToken cancellation)
    {
        var answer = await batch.TerminateServiceJobsAsync(new TerminateServiceJobsRequest { Jobs = [.. jobIds], Reason = reason }, cancellation);

        return (answer.Errors ?? []).ToDictionary(error => error.Job, error => error.Message);
    }
}

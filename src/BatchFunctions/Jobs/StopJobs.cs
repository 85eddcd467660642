using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Runtime;
using BatchFunctions.Http;

namespace BatchFunctions.Jobs;

/// <summary>Answers POST /jobs/cancel: stops jobs by filter. Repeating it does no harm.</summary>
internal sealed class CancelJobsHandler(BulkStopper stopper, IBatchJobs batch, TimeProvider time)
{
    private static readonly JobStatus[] Stoppable = [JobStatus.Submitted, JobStatus.Pending, JobStatus.Runnable];

    public Task<IHttpResult> CancelJobs(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.ChangeAsync(request, time, context, cancellation =>
            stopper.RunAsync(BulkStop.Read(request.Json(RequestRules.MostBytes), Stoppable), batch.CancelAsync, cancellation));
}

/// <summary>Answers POST /jobs/terminate: stops jobs by filter. Repeating it does no harm.</summary>
internal sealed class TerminateJobsHandler(BulkStopper stopper, IBatchJobs batch, TimeProvider time)
{
    private static readonly JobStatus[] Stoppable = [JobStatus.Submitted, JobStatus.Pending, JobStatus.Runnable, JobStatus.Starting, JobStatus.Running];

    public Task<IHttpResult> TerminateJobs(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.ChangeAsync(request, time, context, cancellation =>
            stopper.RunAsync(BulkStop.Read(request.Json(RequestRules.MostBytes), Stoppable), batch.TerminateAsync, cancellation));
}

/// <summary>Stops jobs by filter, or counts what it would stop.</summary>
internal sealed class BulkStopper(FilteredJobs jobs)
{
    // AWS: CancelJobs and TerminateJobs take up to 50 ids (Batch API, 2026-09-17).
    private const int MostIds = 50;

    /// <summary>Characters of the reason why a job could not be stopped: an answer has to tell those of <see cref="BulkStop.MostJobs"/>.</summary>
    private const int MostWhy = 1000;

    /// <param name="stop">Stops up to 50 jobs; gives the ids that could not be, with why.</param>
    public async Task<IHttpResult> RunAsync(
        BulkStop bulk,
        Func<IReadOnlyList<string>, string, CancellationToken, Task<IReadOnlyDictionary<string, string>>> stop,
        CancellationToken cancellation)
    {
        var found = new List<string>();
        var next = bulk.Filter.After;
        do
        {
            var page = await jobs.ListAsync(bulk.Filter with { After = next }, "/filter/", cancellation);
            found.AddRange(page.Jobs.Select(job => job.JobId));
            next = page.Next;
        }
        while (next is not null && found.Count < BulkStop.MostJobs);

        return Tell(bulk, found, bulk.IsDryRun ? [] : await StopAsync(found, bulk.Reason, stop, cancellation), next);
    }

    /// <summary>A call that fails is told with the jobs that it was for, and stops no other.</summary>
    private static async Task<Dictionary<string, string>> StopAsync(
        List<string> found,
        string reason,
        Func<IReadOnlyList<string>, string, CancellationToken, Task<IReadOnlyDictionary<string, string>>> stop,
        CancellationToken cancellation)
    {
        var failed = new Dictionary<string, string>();
        foreach (var ids in found.Chunk(MostIds))
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                foreach (var (id, why) in await stop(ids, reason, cancellation))
                {
                    failed[id] = why;
                }
            }
            catch (AmazonServiceException exception) when (found.Count > ids.Length)
            {
                ids.ToList().ForEach(id => failed[id] = exception.Message);
            }
        }

        return failed;
    }

    private static IHttpResult Tell(BulkStop bulk, List<string> found, Dictionary<string, string> failed, string? next) => Answer.Ok(writer =>
    {
        writer.WriteStartObject();
        writer.WriteBoolean("dryRun", bulk.IsDryRun);
        writer.WriteNumber("matched", found.Count);
        writer.WriteStartArray("jobIds");
        found.Where(id => !failed.ContainsKey(id)).ToList().ForEach(writer.WriteStringValue);
        writer.WriteEndArray();
        writer.WriteStartArray("errors");
        foreach (var (id, why) in failed)
        {
            writer.WriteStartObject();
            writer.WriteString("jobId", id);
            writer.WriteString("message", why.AsSpan(0, Math.Min(why.Length, MostWhy)));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (next is not null)
        {
            writer.WriteString("nextToken", PageToken.Of(next));
        }

        writer.WriteEndObject();
    });
}

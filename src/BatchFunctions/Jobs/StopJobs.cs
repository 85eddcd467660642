using System.Text.Json;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Runtime;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Jobs;

/// <summary>Answers POST /jobs/cancel: stops jobs by filter. Repeating it does no harm.</summary>
internal sealed class CancelJobsHandler(FilteredJobs jobs, IBatchJobs batch, TimeProvider time)
{
    private static readonly JobStatus[] Stoppable = [JobStatus.Submitted, JobStatus.Pending, JobStatus.Runnable];

    public Task<IHttpResult> CancelJobs(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.ChangeAsync(request, time, context, cancellation => BulkStopper.RunAsync(BulkJobs.Read(request.Json(RequestRules.MostBytes), Stoppable), jobs, batch.CancelAsync, cancellation));
}

/// <summary>Answers POST /jobs/terminate: stops jobs by filter. Repeating it does no harm.</summary>
internal sealed class TerminateJobsHandler(FilteredJobs jobs, IBatchJobs batch, TimeProvider time)
{
    private static readonly JobStatus[] Stoppable = [JobStatus.Submitted, JobStatus.Pending, JobStatus.Runnable, JobStatus.Starting, JobStatus.Running];

    public Task<IHttpResult> TerminateJobs(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.ChangeAsync(request, time, context, cancellation => BulkStopper.RunAsync(BulkJobs.Read(request.Json(RequestRules.MostBytes), Stoppable), jobs, batch.TerminateAsync, cancellation));
}

/// <summary>Reads which jobs a bulk route is to stop.</summary>
internal static class BulkJobs
{
    private static readonly string[] Known = ["jobQueue", "shareIdentifier", "status", "namePrefix", "createdAfter", "createdBefore", "submissionId"];

    /// <param name="stoppable">The statuses in which stopping does something.</param>
    /// <exception cref="ProblemException">Names every wrong field.</exception>
    public static (BulkStop Bulk, JobQuery Query) Read(JsonElement body, IReadOnlyList<JobStatus> stoppable) =>
        BulkStop.Read(body, Known, (texts, errors) =>
        {
            var query = JobQueryReader.Read(texts, BulkStop.Place, errors);
            Check(query.Statuses.Where(status => !stoppable.Contains(status)).Select(status => status.Name), stoppable.Select(known => known.Name), errors);

            return query with { Statuses = query.Statuses.Count == 0 ? stoppable : query.Statuses, Limit = JobQueryReader.MostLimit };
        });

    /// <summary>Tells of statuses in which stopping does nothing.</summary>
    public static void Check(IEnumerable<string> vain, IEnumerable<string> stoppable, List<InputError> errors) =>
        errors.AddRange(vain.Select(status => new InputError("/filter/status", $"a job that is {status} is not stopped by this; use {string.Join(", ", stoppable)}.")));
}

/// <summary>Stops jobs by filter, or counts what it would stop.</summary>
internal static class BulkStopper
{
    // AWS: CancelJobs, TerminateJobs and TerminateServiceJobs take up to 50 ids (Batch API, 2026-09-17).
    private const int MostIds = 50;

    /// <summary>Characters of the reason why a job could not be stopped: an answer has to tell those of <see cref="BulkStop.MostJobs"/>.</summary>
    private const int MostWhy = 1000;

    /// <param name="stop">Stops up to 50 jobs; gives the ids that could not be, with why.</param>
    public static Task<IHttpResult> RunAsync(
        (BulkStop Bulk, JobQuery Query) asked,
        FilteredJobs jobs,
        Func<IReadOnlyList<string>, string, CancellationToken, Task<IReadOnlyDictionary<string, string>>> stop,
        CancellationToken cancellation) =>
        RunAsync(asked.Bulk, asked.Query.After, async after => Page(await jobs.ListAsync(asked.Query with { After = after }, BulkStop.Place, cancellation)), stop, cancellation);

    /// <param name="first">Where the first page begins.</param>
    /// <param name="list">A page of the jobs that the filter takes: their ids, and where the next one begins.</param>
    /// <param name="stop">Stops up to 50 jobs; gives the ids that could not be, with why.</param>
    public static async Task<IHttpResult> RunAsync(
        BulkStop bulk,
        string? first,
        Func<string?, Task<(IEnumerable<string> JobIds, string? Next)>> list,
        Func<IReadOnlyList<string>, string, CancellationToken, Task<IReadOnlyDictionary<string, string>>> stop,
        CancellationToken cancellation)
    {
        var found = new List<string>();
        var next = first;
        do
        {
            (var jobIds, next) = await list(next);
            found.AddRange(jobIds);
        }
        while (next is not null && found.Count < BulkStop.MostJobs);

        return Tell(bulk, found, bulk.IsDryRun ? [] : await StopAsync(found, bulk.Reason, stop, cancellation), next);
    }

    private static (IEnumerable<string> JobIds, string? Next) Page(JobPage page) => (page.Jobs.Select(job => job.JobId), page.Next);

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

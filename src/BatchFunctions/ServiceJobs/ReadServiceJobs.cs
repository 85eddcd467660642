using System.Text.Json;
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

/// <summary>Answers GET /service-jobs/{jobId}: our record, joined with what AWS Batch says now.</summary>
internal sealed class DescribeServiceJobHandler(IServiceJobStore jobs, ServiceJobTracker tracker, IAmazonBatch batch)
{
    public Task<IHttpResult> DescribeServiceJob(string jobId, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            LogScope.About(jobId);
            var finding = jobs.FindAsync(jobId, cancellation);
            var detail = await ServiceJobLook.FindAsync(batch, jobId, cancellation);
            var record = await finding;
            if (record is null && detail is null)
            {
                throw new ProblemException(Problem.NotFound($"There is no service job '{jobId}'."));
            }

            var request = record is null ? null : await tracker.RequestOfAsync(record, cancellation);

            return Answer.Ok(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("jobId", jobId);
                if (record is not null)
                {
                    ServiceJobJson.WriteMembers(writer, record);
                    ServiceJobJson.WriteRest(writer, record, request);
                }

                if (detail is not null)
                {
                    writer.WritePropertyName("detail");
                    JsonSerializer.Serialize(writer, detail, BatchJson.Instance.DescribedServiceJob);
                }

                writer.WriteEndObject();
            });
        });
}

/// <summary>Answers GET /service-jobs: those of a queue, newest first.</summary>
internal sealed class ListServiceJobsHandler(FilteredServiceJobs jobs)
{
    public Task<IHttpResult> ListServiceJobs(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var page = await jobs.ListAsync(ServiceJobQueryReader.Read(request), "?", cancellation);

            return Answer.Ok(page.Jobs.Count, (writer, shown) =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray("serviceJobs");
                foreach (var job in page.Jobs.Take(shown))
                {
                    writer.WriteStartObject();
                    writer.WriteString("jobId", job.JobId);
                    ServiceJobJson.WriteMembers(writer, job);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                if ((shown < page.Jobs.Count ? page.Jobs[shown - 1].Key : page.Next) is { } next)
                {
                    writer.WriteString("nextToken", PageToken.Of(next));
                }

                writer.WriteEndObject();
            });
        });
}

/// <summary>Looks for one service job at AWS Batch.</summary>
internal static class ServiceJobLook
{
    // AWS: the text of a job that is not there is said nowhere (API_DescribeServiceJob knows ClientException); these are how AWS Batch says it of others.
    private static readonly string[] NotThere = ["does not exist", "not found", "There is no"];

    /// <returns><c>null</c> where AWS Batch does not know it, or does not know it any more.</returns>
    public static async Task<DescribedServiceJob?> FindAsync(IAmazonBatch batch, string jobId, CancellationToken cancellation)
    {
        try
        {
            return DescribedServiceJob.Of(await batch.DescribeServiceJobAsync(new DescribeServiceJobRequest { JobId = jobId }, cancellation));
        }
        catch (ClientException exception) when (NotThere.Any(text => exception.Message.Contains(text, StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }
    }
}

/// <summary>Lists service jobs of a queue that there may not be: who has mistyped it is told, and not shown nothing.</summary>
internal sealed class FilteredServiceJobs(IServiceJobStore jobs, IQueueNames queues)
{
    /// <param name="place">Where the filter stands in the request, for an error.</param>
    /// <exception cref="ProblemException">Neither AWS Batch has such a queue, nor has a service job been heard of in one.</exception>
    public async Task<ServiceJobPage> ListAsync(ServiceJobQuery query, string place, CancellationToken cancellation)
    {
        var page = await jobs.ListAsync(query, cancellation);

        // Asked only where nothing was found: a queue that is gone may have jobs in the table.
        return page is { Jobs.Count: 0, Next: null } && query.After is null && await UnknownAsync(query.JobQueue, cancellation) is { } wrong
            ? throw new ProblemException(Problem.BadRequest(place == "?" ? "The query is wrong." : "The filter is wrong.", new InputError($"{place}jobQueue", wrong)))
            : page;
    }

    private async Task<string?> UnknownAsync(string jobQueue, CancellationToken cancellation)
    {
        var heardOf = await jobs.ListAsync(new ServiceJobQuery(jobQueue, [], null, 1, null), cancellation) is { Jobs.Count: > 0 };

        return heardOf ? null : await queues.WhatIsWrongAsync(jobQueue, cancellation);
    }
}

/// <summary>Reads the query of GET /service-jobs, and the filter of the bulk route.</summary>
internal static class ServiceJobQueryReader
{
    /// <summary>What both may say.</summary>
    public static IReadOnlyList<string> Filters { get; } = ["jobQueue", "status", "shareIdentifier", "namePrefix", "createdAfter", "createdBefore"];

    private static readonly string[] Known = [.. Filters, "limit", "nextToken"];

    /// <exception cref="ProblemException">Names every wrong parameter.</exception>
    public static ServiceJobQuery Read(APIGatewayHttpApiV2ProxyRequest request)
    {
        var query = request.QueryStringParameters ?? new Dictionary<string, string>();
        var errors = query.Keys.Where(name => !Known.Contains(name))
            .Select(name => new InputError($"?{name}", $"'{name}' is not a parameter here; known are {string.Join(", ", Known)}.")).ToList();
        var read = Read(query, "?", errors);

        return errors.Count == 0 ? read : throw new ProblemException(Problem.BadRequest("The query is wrong.", errors));
    }

    /// <param name="place">What goes before a parameter's name in an error.</param>
    public static ServiceJobQuery Read(IDictionary<string, string> query, string place, List<InputError> errors)
    {
        if (JobQueryReader.Value(query, "jobQueue") is null)
        {
            errors.Add(new InputError($"{place}jobQueue", "is missing: service jobs are listed by their queue, as in AWS."));
        }

        var statuses = JobQueryReader.Value(query, "status")?.Split(',') ?? [];
        errors.AddRange(statuses.Except(ServiceJobStatuses.All).Select(name => new InputError($"{place}status", $"'{name}' is not a status; known are {string.Join(", ", ServiceJobStatuses.All)}.")));

        return new ServiceJobQuery(
            JobQueryReader.Value(query, "jobQueue") ?? "",
            statuses,
            JobQueryReader.Value(query, "shareIdentifier"),
            JobQueryReader.Limit(query, place, errors),
            JobQueryReader.After(JobQueryReader.Value(query, "nextToken"), place, errors))
        {
            NamePrefix = JobQueryReader.Value(query, "namePrefix"),
            CreatedAfter = JobQueryReader.Time(query, "createdAfter", place, errors),
            CreatedBefore = JobQueryReader.Time(query, "createdBefore", place, errors),
        };
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
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
internal sealed class DescribeServiceJobHandler(IServiceJobStore jobs, IAmazonBatch batch)
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

            return Answer.Ok(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("jobId", jobId);
                if (record is not null)
                {
                    ServiceJobJson.WriteMembers(writer, record);
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
internal sealed class ListServiceJobsHandler(IServiceJobStore jobs, IQueueNames queues)
{
    public Task<IHttpResult> ListServiceJobs(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var query = ServiceJobQueryReader.Read(request);
            var page = await jobs.ListAsync(query, cancellation);

            // Asked only where nothing was found: a queue that is gone may have jobs in the table.
            if (page is { Jobs.Count: 0, Next: null } && query.After is null && await UnknownAsync(query.JobQueue, cancellation) is { } wrong)
            {
                throw new ProblemException(Problem.BadRequest("The query is wrong.", new InputError("?jobQueue", wrong)));
            }

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

    private async Task<string?> UnknownAsync(string jobQueue, CancellationToken cancellation)
    {
        var heardOf = await jobs.ListAsync(new ServiceJobQuery(jobQueue, [], null, 1, null), cancellation) is { Jobs.Count: > 0 };

        return heardOf ? null : await queues.WhatIsWrongAsync(jobQueue, cancellation);
    }
}

/// <summary>Reads the query of GET /service-jobs.</summary>
internal static partial class ServiceJobQueryReader
{
    private const int DefaultLimit = 50;

    private const int MostLimit = 100;

    private static readonly string[] Known = ["jobQueue", "status", "shareIdentifier", "limit", "nextToken"];

    /// <exception cref="ProblemException">Names every wrong parameter.</exception>
    public static ServiceJobQuery Read(APIGatewayHttpApiV2ProxyRequest request)
    {
        var query = request.QueryStringParameters ?? new Dictionary<string, string>();
        var errors = query.Keys.Where(name => !Known.Contains(name))
            .Select(name => new InputError($"?{name}", $"'{name}' is not a parameter here; known are {string.Join(", ", Known)}.")).ToList();
        if (Value("jobQueue") is null)
        {
            errors.Add(new InputError("?jobQueue", "is missing: service jobs are listed by their queue, as in AWS."));
        }

        var statuses = Value("status")?.Split(',') ?? [];
        errors.AddRange(statuses.Except(ServiceJobStatuses.All).Select(name => new InputError("?status", $"'{name}' is not a status; known are {string.Join(", ", ServiceJobStatuses.All)}.")));
        var limit = DefaultLimit;
        if (Value("limit") is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MostLimit))
        {
            errors.Add(new InputError("?limit", $"must be 1 to {MostLimit}, not '{text}'."));
        }

        var after = Value("nextToken") is { } token ? PageToken.Read(token) ?? "" : null;
        if (after is not null && !ListKey().IsMatch(after))
        {
            errors.Add(new InputError("?nextToken", "is not a token that this list gave."));
        }

        return errors.Count == 0
            ? new ServiceJobQuery(Value("jobQueue") ?? "", statuses, Value("shareIdentifier"), limit, after)
            : throw new ProblemException(Problem.BadRequest("The query is wrong.", errors));

        string? Value(string name) => query.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
    }

    [GeneratedRegex(@"^[0-9]{15}(#[^\n]*)?\z")]
    private static partial Regex ListKey();
}

/// <summary>Writes service jobs the way the HTTP API shows them: AWS's field names.</summary>
internal static class ServiceJobJson
{
    /// <summary>All but the id.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, ServiceJobRecord job)
    {
        writer.WriteString("jobName", job.JobName);
        writer.WriteString("jobQueue", job.JobQueue);
        Text("serviceJobType", job.ServiceJobType);
        writer.WriteString("status", job.Status);
        Text("statusReason", job.StatusReason);
        Text("blockedReason", job.BlockedReason);
        Text("shareIdentifier", job.ShareIdentifier);
        Text("quotaShareName", job.QuotaShareName);
        writer.WriteNumber("endedAttempts", job.EndedAttempts);
        writer.WriteNumber("preemptions", job.Preemptions);
        writer.WriteTime("createdAt", job.CreatedAt);
        writer.WriteTime("startedAt", job.StartedAt);
        writer.WriteTime("stoppedAt", job.StoppedAt);
        writer.WriteTime("changedAt", job.At);

        void Text(string name, string? value)
        {
            if (value is not null)
            {
                writer.WriteString(name, value);
            }
        }
    }
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

using System.Text.Json;
using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
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

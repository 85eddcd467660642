using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;

namespace BatchFunctions.Jobs;

/// <summary>Answers GET /jobs: newest first, filtered by the query.</summary>
internal sealed class ListJobsHandler(IJobStore jobs)
{
    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Get, "/jobs")]
    public Task<IHttpResult> ListJobs(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var page = await jobs.ListAsync(JobQueryReader.Read(request), cancellation);

            return Answer.Ok(page.Jobs.Count, (writer, shown) =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray("jobs");
                foreach (var job in page.Jobs.Take(shown))
                {
                    JobJson.WriteSummary(writer, job);
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

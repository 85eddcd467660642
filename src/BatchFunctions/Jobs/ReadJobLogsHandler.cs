using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;

namespace BatchFunctions.Jobs;

/// <summary>Answers GET /jobs/{jobId}/logs: the output of one attempt, page by page; the token follows a job that runs.</summary>
internal sealed class ReadJobLogsHandler(IJobStore jobs, IBatchJobs batch, IJobLogs logs)
{
    [LambdaFunction]
    [HttpApi(LambdaHttpMethod.Get, "/jobs/{jobId}/logs")]
    public Task<IHttpResult> ReadJobLogs(string jobId, APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            LogScope.About(jobId);
            var query = JobLogQuery.Read(request);
            var record = await jobs.FindAsync(jobId, cancellation);
            var detail = await batch.DescribeAsync([jobId], cancellation) is [var only, ..] ? only : null;
            if (record is null && detail is null)
            {
                throw new ProblemException(Problem.NotFound($"There is no job '{jobId}'."));
            }

            var streams = LogStreams.Of(record, detail, query.Container);
            var attempt = query.Attempt ?? Math.Max(1, streams.Count);
            if (query.Attempt > streams.Count)
            {
                throw new ProblemException(Problem.NotFound($"The job has had {streams.Count} attempts that left output."));
            }

            var stream = streams.Count >= attempt ? streams[attempt - 1] : null;
            var page = stream is null ? null : await PageAsync(LogStreams.Group(detail, query.Container), stream, query, cancellation);

            return Answer.Ok(writer => JobLogJson.Write(writer, attempt, stream, page, query.Token));
        });

    /// <summary>A page that an answer can carry: one that is too much is read again with fewer lines, so that its token goes on behind them.</summary>
    // AWS: GetLogEvents gives up to 1 MB, a line up to 256 KB (CloudWatch Logs quotas): one line always fits.
    private async Task<JobLogPage?> PageAsync(string group, string stream, JobLogQuery query, CancellationToken cancellation)
    {
        var page = await logs.ReadAsync(group, stream, query.Limit, query.Token, cancellation);
        while (page is { Lines.Count: > 1 } && Fewer(page) is { } lines)
        {
            page = await logs.ReadAsync(group, stream, lines, query.Token, cancellation);
        }

        return page;
    }

    /// <summary>How many lines to ask for instead; <c>null</c> where the page can be sent.</summary>
    private static int? Fewer(JobLogPage page)
    {
        var body = Answer.Bytes(writer => JobLogJson.Write(writer, 1, null, page, null));

        return Envelope.Takes(body) ? null : Envelope.Fewer(page.Lines.Count, body);
    }
}

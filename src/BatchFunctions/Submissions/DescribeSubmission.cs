using System.Globalization;
using System.Text.Json;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Jobs;
using BatchFunctions.Lambda;

namespace BatchFunctions.Submissions;

/// <summary>Answers GET /submissions/{submissionId}: its jobs, page by page, and how many are in which status.</summary>
internal sealed class DescribeSubmissionHandler(ISubmissionStore submissions, IJobStore jobs)
{
    public Task<IHttpResult> DescribeSubmission(string submissionId, APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            LogScope.About(submissionId: submissionId);
            var page = PageQuery.Read(request);
            var submission = await submissions.FindAsync(submissionId, cancellation)
                ?? throw new ProblemException(Problem.NotFound($"There is no submission '{submissionId}'."));
            var rows = await submissions.RowsAsync(submissionId, cancellation);
            var counts = await jobs.CountAsync(submissionId, cancellation);

            var first = page.After is { } after ? int.Parse(after, CultureInfo.InvariantCulture) : 0;
            var asked = rows.Where(row => row.Row >= first).Take(page.Limit).ToList();

            return Answer.Ok(asked.Count, (writer, shown) => Write(writer, submission, rows, counts, asked[..shown]));
        });

    private static void Write(
        Utf8JsonWriter writer, Submission submission, IReadOnlyList<SubmissionRow> rows, IReadOnlyDictionary<JobStatus, int> counts, List<SubmissionRow> shown)
    {
        writer.WriteStartObject();
        writer.WriteString("submissionId", submission.SubmissionId);
        writer.WriteString("source", submission.Source);
        writer.WriteString("state", submission.State.ToString().ToUpperInvariant());
        if (submission.Reason is { } reason)
        {
            writer.WriteString("reason", reason);
        }

        if (submission is { Bucket: { } bucket, ResultKey: { } key })
        {
            writer.WriteString("result", $"s3://{bucket}/{ResultLocation.Fit(key)}");
        }

        writer.WriteNumber("total", submission.Total);
        writer.WriteNumber("submitted", rows.Count(row => row.JobId is not null));
        writer.WriteNumber("refused", rows.Count(row => row.JobId is null));
        writer.WriteStartObject("statuses");
        foreach (var status in JobStatusNames.All)
        {
            writer.WriteNumber(status.Name, counts.GetValueOrDefault(status));
        }

        writer.WriteEndObject();
        writer.WriteNumber("createdAt", submission.CreatedAt.ToUnixTimeMilliseconds());
        if (submission.FinishedAt is { } finished)
        {
            writer.WriteNumber("finishedAt", finished.ToUnixTimeMilliseconds());
        }

        writer.WriteStartArray("jobs");
        shown.ForEach(row => SubmissionRowJson.Write(writer, row));
        writer.WriteEndArray();
        if (shown.Count > 0 && rows[^1].Row > shown[^1].Row)
        {
            writer.WriteString("nextToken", PageToken.Of((shown[^1].Row + 1).ToString("D6", CultureInfo.InvariantCulture)));
        }

        writer.WriteEndObject();
    }
}

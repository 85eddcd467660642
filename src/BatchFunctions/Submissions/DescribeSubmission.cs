using System.Globalization;
using System.Text.Json;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Jobs;
using BatchFunctions.Lambda;
using BatchFunctions.Wire;

namespace BatchFunctions.Submissions;

/// <summary>
/// Answers GET /submissions/{submissionId}: its rows, page by page, and how many of its jobs are in which status. What it reads is the
/// page and the counts, however many rows there are.
/// </summary>
internal sealed class DescribeSubmissionHandler(ISubmissionStore submissions, ISubmissionCounts counts, IJobStore jobs)
{
    public Task<IHttpResult> DescribeSubmission(string submissionId, APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            LogScope.About(submissionId: submissionId);
            var page = PageQuery.Read(request);
            var submission = await submissions.FindAsync(submissionId, cancellation)
                ?? throw new ProblemException(Problem.NotFound($"There is no submission '{submissionId}'."));
            var counting = submission.IsCounted ? counts.ReadAsync(submissionId, cancellation) : CountAsync(submissionId, cancellation);
            var first = page.After is { } after ? int.Parse(after, CultureInfo.InvariantCulture) : 0;
            // One more than shown tells whether a page follows.
            var rows = await submissions.RowsAsync(submissionId, first, page.Limit + 1, cancellation);
            var records = (await jobs.FindManyAsync([.. rows.Take(page.Limit).Select(row => row.JobId).OfType<string>()], cancellation)).ToDictionary(job => job.JobId);
            var shownRows = new ShownRows([.. rows.Take(page.Limit)], rows.Count > page.Limit, records);
            var tally = await counting;

            return Answer.Ok(shownRows.Rows.Count, (writer, shown) => SubmissionJson.Write(writer, submission, tally, shownRows, shown));
        });

    /// <summary>One that an earlier version took in is counted row by row.</summary>
    private async Task<SubmissionTally> CountAsync(string submissionId, CancellationToken cancellation)
    {
        var rows = await submissions.RowsAsync(submissionId, cancellation);
        var statuses = await jobs.CountAsync(submissionId, cancellation);
        var submitted = rows.Count(row => row.JobId is not null);

        return new SubmissionTally
        {
            Statuses = statuses,
            Submitted = submitted,
            Refused = rows.Count - submitted,
            Resubmissions = Math.Max(0, statuses.Values.Sum() - submitted),
            Open = statuses.Where(status => !status.Key.IsTerminal).Sum(status => status.Value),
        };
    }
}

/// <summary>A page of rows.</summary>
/// <param name="HasMore">Whether rows follow.</param>
/// <param name="Jobs">The records of their jobs, by id.</param>
internal sealed record ShownRows(IReadOnlyList<SubmissionRow> Rows, bool HasMore, IReadOnlyDictionary<string, JobRecord> Jobs);

/// <summary>Writes how far a submission has come.</summary>
internal static class SubmissionJson
{
    /// <param name="shown">Of the rows the first so many.</param>
    public static void Write(Utf8JsonWriter writer, Submission submission, SubmissionTally tally, ShownRows page, int shown)
    {
        writer.WriteStartObject();
        writer.WriteString("submissionId", submission.SubmissionId);
        writer.WriteString("source", submission.Source);
        writer.WriteString("state", State(submission, tally));
        if (submission.Reason is { } reason)
        {
            writer.WriteString("reason", reason);
        }

        if (submission is { Bucket: { } bucket, ResultKey: { } key })
        {
            writer.WriteString("result", $"s3://{bucket}/{ResultLocation.Fit(key)}");
        }

        writer.WriteNumber("total", submission.Total);
        writer.WriteNumber("submitted", tally.Submitted);
        writer.WriteNumber("refused", tally.Refused);
        writer.WriteNumber("resubmissions", tally.Resubmissions);
        writer.WriteNumber("open", tally.Open);
        if (tally.Forgotten > 0)
        {
            writer.WriteNumber("forgotten", tally.Forgotten);
        }

        writer.WriteStartObject("statuses");
        foreach (var status in JobStatusNames.All)
        {
            writer.WriteNumber(status.Name, tally.Statuses.GetValueOrDefault(status));
        }

        writer.WriteEndObject();
        writer.WriteTime("createdAt", submission.CreatedAt);
        writer.WriteTime("submittedAt", submission.FinishedAt);

        writer.WriteStartArray("jobs");
        foreach (var row in page.Rows.Take(shown))
        {
            SubmissionRowJson.Write(writer, row, row.JobId is { } jobId ? page.Jobs.GetValueOrDefault(jobId) : null);
        }

        writer.WriteEndArray();
        if (shown > 0 && (page.HasMore || shown < page.Rows.Count))
        {
            writer.WriteString("nextToken", PageToken.Of((page.Rows[shown - 1].Row + 1).ToString("D6", CultureInfo.InvariantCulture)));
        }

        writer.WriteEndObject();
    }

    /// <summary>AWS Batch has answered for all of its jobs at some time, and they go on after that.</summary>
    private static string State(Submission submission, SubmissionTally tally) => submission.State switch
    {
        SubmissionState.Finished when tally.Open > 0 => "SUBMITTED",
        var state => state.ToString().ToUpperInvariant(),
    };
}

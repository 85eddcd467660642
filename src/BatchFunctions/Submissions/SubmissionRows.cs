using System.Text.Json;
using BatchFunctions.SubmitQueue;

namespace BatchFunctions.Submissions;

/// <summary>What AWS Batch made of one job of a submission: either an id or a refusal.</summary>
/// <param name="Row">Position in dependency order, from 0.</param>
internal sealed record SubmissionRow(string SubmissionId, int Row, string JobName, string? JobId, string? Error);

/// <summary>Writes the outcome of one job of a submission.</summary>
internal static class SubmissionRowJson
{
    public static void Write(Utf8JsonWriter writer, SubmissionRow row)
    {
        writer.WriteStartObject();
        writer.WriteString("jobName", row.JobName);
        if (row.JobId is { } jobId)
        {
            writer.WriteString("jobId", jobId);
        }
        else
        {
            // Not FAILED: there is no job that could have failed.
            writer.WriteString("status", "REFUSED");
            writer.WriteString("error", row.Error);
        }

        writer.WriteEndObject();
    }
}

/// <summary>Notes what became of single jobs of submissions. A result that was written before is written again.</summary>
internal sealed class SubmissionRows(ISubmissionStore submissions, ISubmitQueue queue)
{
    /// <summary>Dead letters are redriven by the hundred; one new result is enough for those that come close together.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    /// <param name="queuedAt">When the job was put on the queue first.</param>
    public async Task RecordAsync(SubmissionRow row, DateTimeOffset queuedAt, DateTimeOffset now, CancellationToken cancellation)
    {
        var isCorrection = await submissions.RecordRowAsync(row, now, cancellation);
        if (isCorrection || RetryPlan.IsLate(queuedAt, now))
        {
            await queue.SendAsync([SubmissionMessages.Finish(row.SubmissionId, now) with { IsCorrection = true }], Rest, cancellation);
        }
    }
}

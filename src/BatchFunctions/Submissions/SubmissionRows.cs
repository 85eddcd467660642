using System.Text.Json;
using BatchFunctions.Jobs;
using BatchFunctions.SubmitQueue;

namespace BatchFunctions.Submissions;

/// <summary>What AWS Batch made of one job of a submission: either an id or a refusal.</summary>
/// <param name="Row">Position in dependency order, from 0.</param>
internal sealed record SubmissionRow(string SubmissionId, int Row, string JobName, string? JobId, string? Error);

/// <summary>Writes the outcome of one job of a submission.</summary>
internal static class SubmissionRowJson
{
    /// <param name="job">The record of its job; <c>null</c> where it has none, or only the outcome of the row is told.</param>
    public static void Write(Utf8JsonWriter writer, SubmissionRow row, JobRecord? job = null)
    {
        writer.WriteStartObject();
        writer.WriteString("jobName", row.JobName);
        if (row.JobId is { } jobId)
        {
            writer.WriteString("jobId", jobId);
            WriteJob(writer, job);
        }
        else
        {
            // Not FAILED: there is no job that could have failed.
            writer.WriteString("status", "REFUSED");
            writer.WriteString("error", row.Error);
        }

        writer.WriteEndObject();
    }

    private static void WriteJob(Utf8JsonWriter writer, JobRecord? job)
    {
        if (job is null)
        {
            return;
        }

        writer.WriteString("status", job.Status.Name);
        if (job.Cause is { } cause)
        {
            writer.WriteString("cause", cause);
        }

        if (job.Attempts is [.., { ExitCode: { } exitCode }])
        {
            writer.WriteNumber("exitCode", exitCode);
        }

        if (job.ResubmittedAs is { } successor)
        {
            writer.WriteString("resubmittedAs", successor);
        }
    }
}

/// <summary>Notes what became of single jobs of submissions. A result that was written before is written again.</summary>
internal sealed class SubmissionRows(ISubmissionStore submissions, ISubmissionCounts counts, ISubmitQueue queue)
{
    /// <summary>Dead letters are redriven by the hundred; one new result is enough for those that come close together.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    /// <param name="jobId">The job that the request became.</param>
    /// <param name="error">Why it became none.</param>
    /// <param name="queuedAt">When the job was put on the queue first.</param>
    public async Task RecordAsync(
        JobRequest job, string? jobId, string? error, DateTimeOffset queuedAt, DateTimeOffset now, CancellationToken cancellation)
    {
        if (SubmissionPlace.Of(job) is not { } place)
        {
            return;
        }

        if (jobId is null)
        {
            // One that became a job is counted with its record.
            await counts.MarkAsync([new(place, Standing.Refused)], cancellation);
        }

        if (place.IsRow)
        {
            await RecordAsync(new SubmissionRow(place.SubmissionId, place.Row, job.JobName, jobId, error), queuedAt, now, cancellation);
        }
    }

    private async Task RecordAsync(SubmissionRow row, DateTimeOffset queuedAt, DateTimeOffset now, CancellationToken cancellation)
    {
        var isCorrection = await submissions.RecordRowAsync(row, now, cancellation);
        if (isCorrection || RetryPlan.IsLate(queuedAt, now))
        {
            await queue.SendAsync([SubmissionMessages.Finish(row.SubmissionId, now) with { IsCorrection = true }], Rest, cancellation);
        }
    }
}

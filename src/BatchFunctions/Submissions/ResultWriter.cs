using System.Text.Json;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Submissions;

/// <summary>Writes what became of a manifest next to it.</summary>
internal sealed class ResultWriter(IManifestFiles files)
{
    public Task WriteRefusalAsync(ManifestFile file, string submissionId, IReadOnlyList<InputError> errors, CancellationToken cancellation)
    {
        var json = Answer.Text(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("submissionId", submissionId);
            writer.WriteString("manifest", file.Source);
            writer.WriteString("state", "REFUSED");
            writer.WriteStartArray("errors");
            foreach (var error in errors)
            {
                InputErrorJson.Write(writer, error);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });

        return files.WriteResultAsync(file.Bucket, ResultLocation.Of(file.Key), json, cancellation);
    }

    /// <summary>Nothing for a submission that did not come as a file. The same rows are the same text: a repetition does no harm.</summary>
    public Task WriteAsync(Submission submission, IReadOnlyList<SubmissionRow> rows, CancellationToken cancellation) =>
        submission is { Bucket: { } bucket, ResultKey: { } key }
            ? files.WriteResultAsync(bucket, ResultLocation.Fit(key), Answer.Text(writer => Write(writer, submission, rows)), cancellation)
            : Task.CompletedTask;

    private static void Write(Utf8JsonWriter writer, Submission submission, IReadOnlyList<SubmissionRow> rows)
    {
        writer.WriteStartObject();
        writer.WriteString("submissionId", submission.SubmissionId);
        writer.WriteString("manifest", submission.Source);
        writer.WriteString("state", rows.Count(row => row.JobId is not null) == submission.Total ? "SUBMITTED" : "INCOMPLETE");
        if (submission.Reason is { } reason)
        {
            writer.WriteString("reason", reason);
        }

        writer.WriteStartArray("jobs");
        foreach (var row in rows)
        {
            SubmissionRowJson.Write(writer, row);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}

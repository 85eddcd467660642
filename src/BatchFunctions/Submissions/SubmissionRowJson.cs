using System.Text.Json;

namespace BatchFunctions.Submissions;

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
            writer.WriteString("error", row.Error);
        }

        writer.WriteEndObject();
    }
}

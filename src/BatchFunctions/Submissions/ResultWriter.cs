using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BatchFunctions.Wire;

namespace BatchFunctions.Submissions;

/// <summary>Writes what became of a manifest next to it.</summary>
internal sealed class ResultWriter(IManifestFiles files)
{
    public Task WriteRefusalAsync(ManifestFile file, string submissionId, IReadOnlyList<InputError> errors, CancellationToken cancellation)
    {
        var json = JsonText.Of(writer =>
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
            ? files.WriteResultAsync(bucket, ResultLocation.Fit(key), JsonText.Of(writer => Write(writer, submission, rows)), cancellation)
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

/// <summary>
/// Where the result of a manifest is written: <c>inbox/a/b.csv</c> becomes <c>results/a/b.csv.json</c>. A name that is too
/// long for S3 is cut, and ends in a hash of the whole one: <c>results/a/b…~0123456789abcdef.json</c>.
/// </summary>
internal static class ResultLocation
{
    public const string Inbox = "inbox/";

    public const string Results = "results/";

    private const string Ending = ".json";

    // AWS: a key has at most 1,024 bytes of UTF-8 (S3 user guide, object keys).
    private const int MostBytes = 1024;

    private const int HashDigits = 16;

    public static string Of(string key) =>
        Fit($"{Results}{(key.StartsWith(Inbox, StringComparison.Ordinal) ? key[Inbox.Length..] : key)}{Ending}");

    /// <summary>The name itself where S3 takes it; records of earlier versions hold longer ones.</summary>
    public static string Fit(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= MostBytes)
        {
            return name;
        }

        var end = $"~{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..HashDigits]}{Ending}";
        var kept = new StringBuilder();
        var left = MostBytes - end.Length;
        // Half of a character would be no text any more.
        foreach (var rune in name[..^Ending.Length].EnumerateRunes())
        {
            left -= rune.Utf8SequenceLength;
            if (left < 0)
            {
                break;
            }

            kept.Append(rune);
        }

        return kept.Append(end).ToString();
    }
}

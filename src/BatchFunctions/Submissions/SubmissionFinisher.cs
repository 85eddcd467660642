using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Amazon.Lambda.Core;
using BatchFunctions.Outcomes;
using BatchFunctions.SubmitQueue;
using BatchFunctions.Wire;

namespace BatchFunctions.Submissions;

/// <summary>Writes the result of a submission once AWS Batch has answered for each of its jobs. Safe to repeat.</summary>
internal sealed class SubmissionFinisher(ISubmissionStore submissions, ISubmitQueue queue, ResultWriter results, IOutcomes outcomes, TimeProvider time)
{
    public async Task FinishAsync(QueuedMessage message, string submissionId, ILambdaContext context, CancellationToken cancellation)
    {
        var submission = await submissions.FindAsync(submissionId, cancellation);
        switch (submission)
        {
            case null:
                break;
            case { State: SubmissionState.Finished } when message.IsCorrection:
                await CorrectAsync(submission, message.QueuedTime, context, cancellation);
                break;
            case { State: not SubmissionState.Finished } when !message.IsCorrection:
                await FinishAsync(message, submission, context, cancellation);
                break;
        }
    }

    private async Task FinishAsync(QueuedMessage message, Submission submission, ILambdaContext context, CancellationToken cancellation)
    {
        var rows = await submissions.RowsAsync(submission.SubmissionId, cancellation);
        if (rows.Count < submission.Total && submission.CutOffAt is null && !RetryPlan.HasWaitedTooLong(message.QueuedTime, time.GetUtcNow()))
        {
            await queue.SendAsync([message with { Waits = message.Waits + 1 }], RetryPlan.Pause(message.Waits), cancellation);
            return;
        }

        // The result first: one who finds the submission finished also finds it.
        await results.WriteAsync(submission, rows, cancellation);
        var submitted = rows.Count(row => row.JobId is not null);
        await outcomes.PublishAsync(
            submission is { CutOffAt: { } at, Reason: { } why }
                ? SubmissionOutcomes.CutOff(submission, at, why)
                // A dead letter that is put back between two tries of this changes what there is to count, and not what is told.
                : SubmissionOutcomes.Finished(submission, await submissions.NoteCountsAsync(submission.SubmissionId, new(submitted, rows.Count - submitted), cancellation)),
            cancellation);
        await submissions.MarkFinishedAsync(submission.SubmissionId, time.GetUtcNow(), cancellation);
        Log.Finished(context, submission.SubmissionId, submitted, rows.Count - submitted);
    }

    /// <summary>Writes the result again, unless that was done after the row in question had been noted.</summary>
    private async Task CorrectAsync(Submission submission, DateTimeOffset since, ILambdaContext context, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if ((submission.CorrectedAt ?? submission.FinishedAt) > since)
        {
            return;
        }

        var rows = await submissions.RowsAsync(submission.SubmissionId, cancellation);
        await results.WriteAsync(submission, rows, cancellation);
        await submissions.MarkCorrectedAsync(submission.SubmissionId, now, cancellation);
        Log.Corrected(context, submission.SubmissionId, rows.Count(row => row.JobId is not null));
    }
}

/// <summary>What the stack's bus is told of submissions.</summary>
internal static class SubmissionOutcomes
{
    /// <summary>AWS Batch has answered for every job of a submission.</summary>
    public static OutcomeEvent Finished(Submission submission, SubmissionCounts counts) => new("Submission Finished", JsonText.Of(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("key", $"{submission.SubmissionId}/finished");
        writer.WriteString("submissionId", submission.SubmissionId);
        writer.WriteString("source", submission.Source);
        writer.WriteNumber("submitted", counts.Submitted);
        writer.WriteNumber("refused", counts.Refused);
        writer.WriteEndObject();
    }));

    /// <summary>Taking a submission in was cut off. No count: it may still grow while this is told twice.</summary>
    public static OutcomeEvent CutOff(Submission submission, DateTimeOffset at, string why) => new("Submission Cut Off", JsonText.Of(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("key", $"{submission.SubmissionId}/cutOff/{at.ToUnixTimeMilliseconds()}");
        writer.WriteString("submissionId", submission.SubmissionId);
        writer.WriteString("source", submission.Source);
        writer.WriteNumber("total", submission.Total);
        writer.WriteString("why", why);
        writer.WriteEndObject();
    }));
}

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

using System.Net;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.S3;
using Amazon.Lambda.Core;
using Amazon.Lambda.S3Events;
using Amazon.S3;
using Amazon.S3.Model;
using BatchFunctions.Lambda;
using BatchFunctions.Manifests;
using BatchFunctions.Wire;

namespace BatchFunctions.Submissions;

/// <summary>Takes in manifests dropped into the inbox. Idempotent by bucket, key and version.</summary>
internal sealed class ManifestDroppedHandler(IManifestFiles files, ManifestReader reader, SubmissionIntake intake, ResultWriter results, TimeProvider time)
{
    /// <summary>Fits into the function's memory, parsed and planned.</summary>
    private const int MostBytes = 16 * 1024 * 1024;

    [LambdaFunction]
    [S3Event("@InboxBucket", Events = "s3:ObjectCreated:*", FilterPrefix = ResultLocation.Inbox)]
    public async Task ManifestDropped(S3Event dropped, ILambdaContext context)
    {
        using var limit = Invocation.Limit(context);
        var failures = new List<Exception>();
        foreach (var record in dropped.Records ?? [])
        {
            using var scope = LogScope.Begin();
            try
            {
                await TakeAsync(DroppedFile.Of(record), context, limit.Token);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException && !limit.IsCancellationRequested)
            {
                Log.RecordFailed(context, record.S3?.Object?.Key ?? "", exception);
                failures.Add(exception);
            }
        }

        if (failures.Count > 0)
        {
            // The event is delivered again, and parked in the end; files that were taken in are known then.
            throw new AggregateException("Not every file of the event was taken in.", failures);
        }
    }

    private async Task TakeAsync(ManifestFile file, ILambdaContext context, CancellationToken cancellation)
    {
        if (DroppedFile.IsNone(file.Key))
        {
            return;
        }

        var token = Token.Of(file.Bucket, file.Key, file.Version);
        var id = SubmissionIntake.IdOf(token);
        if (await ReadAsync(file, id, context, cancellation) is not { } content)
        {
            return;
        }

        var verdict = await reader.ReadAsync(ManifestFormats.OfFile(file.Key), content, cancellation);
        if (!verdict.IsGood)
        {
            await RefuseAsync(file, id, verdict.Errors, context, cancellation);
            return;
        }

        // Who follows it can do so from now on; what is told below comes when all of it is on the queue.
        Log.ManifestRead(context, file, id, verdict.Jobs.Count);
        var known = await intake.TakeAsync(token, NewSubmission.Of(file, id, verdict.Jobs.Count, content, time), verdict.Jobs, cancellation);
        Log.ManifestTaken(context, file, id, verdict.Jobs.Count, isRepetition: known is not null);
    }

    private async Task<ReadOnlyMemory<byte>?> ReadAsync(ManifestFile file, string id, ILambdaContext context, CancellationToken cancellation)
    {
        try
        {
            if (await files.ReadAsync(file, MostBytes, cancellation) is { } content)
            {
                return content;
            }

            Log.ManifestGone(context, file, id);
        }
        catch (InvalidDataException exception)
        {
            await RefuseAsync(file, id, [new InputError("", exception.Message)], context, cancellation);
        }

        return null;
    }

    private Task RefuseAsync(
        ManifestFile file, string id, IReadOnlyList<InputError> errors, ILambdaContext context, CancellationToken cancellation)
    {
        Log.ManifestRefused(context, file, id, errors.Count);

        return results.WriteRefusalAsync(file, id, errors, cancellation);
    }
}

/// <summary>Reads which file an S3 event tells of.</summary>
internal static class DroppedFile
{
    // What editors, browsers and file transfers leave for a moment, or for good.
    private static readonly string[] Leftovers = ["~", ".swp", ".swo", ".swx", ".part", ".partial", ".filepart", ".crdownload", ".tmp"];

    /// <summary>Whether nobody has meant this as a manifest: a folder, as consoles make them, something hidden, or what an editor has left.</summary>
    public static bool IsNone(string key)
    {
        var names = key.Split('/');
        var name = names[^1];

        return name.Length == 0
            || names.Any(part => part.StartsWith('.'))
            || name.StartsWith("~$", StringComparison.Ordinal)
            || (name.Length > 1 && name[0] == '#' && name[^1] == '#')
            || Leftovers.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
    }

    /// <exception cref="FormatException">The event names no bucket or no key; S3 never sends such a one.</exception>
    public static ManifestFile Of(S3Event.S3EventNotificationRecord record)
    {
        if (record.S3 is not { Bucket.Name: { Length: > 0 } bucket, Object: { Key.Length: > 0 } file })
        {
            throw new FormatException("The S3 event names no bucket or no key.");
        }

        // AWS: keys in events are URL-encoded, blanks as '+' (S3 user guide, event message structure).
        var key = file.KeyDecoded ?? file.Key;

        return file.VersionId is { Length: > 0 } and not "null"
            ? new ManifestFile(bucket, key, file.VersionId, HasVersionId: true)
            : new ManifestFile(bucket, key, $"{file.ETag}/{file.Sequencer}", HasVersionId: false);
    }
}

/// <summary>The bucket of manifests and results.</summary>
internal interface IManifestFiles
{
    /// <returns>The content; <c>null</c> where that version is gone.</returns>
    /// <exception cref="InvalidDataException">Longer than <paramref name="mostBytes"/>.</exception>
    Task<ReadOnlyMemory<byte>?> ReadAsync(ManifestFile file, int mostBytes, CancellationToken cancellation);

    /// <summary>
    /// Writes a result, over one that is there. A repetition writes the same words; a correction follows half a minute later at the earliest, when no
    /// repetition of the first is under way any more.
    /// </summary>
    Task WriteResultAsync(string bucket, string key, string json, CancellationToken cancellation);
}

/// <summary>One version of a manifest in the inbox.</summary>
/// <param name="Version">The object's version; without versioning, what tells this upload from the next.</param>
/// <param name="HasVersionId">Whether <paramref name="Version"/> can be asked for.</param>
internal sealed record ManifestFile(string Bucket, string Key, string Version, bool HasVersionId)
{
    public string Source => $"s3://{Bucket}/{Key}";
}

/// <summary>Manifests and results in S3.</summary>
internal sealed class S3ManifestFiles(IAmazonS3 s3) : IManifestFiles
{
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(ManifestFile file, int mostBytes, CancellationToken cancellation)
    {
        try
        {
            using var answer = await s3.GetObjectAsync(
                new GetObjectRequest { BucketName = file.Bucket, Key = file.Key, VersionId = file.HasVersionId ? file.Version : null },
                cancellation);
            if (answer.ContentLength > mostBytes)
            {
                throw new InvalidDataException($"The file has {answer.ContentLength / 1024} KiB; a manifest may have {mostBytes / 1024} KiB.");
            }

            using var content = new MemoryStream((int)answer.ContentLength);
            await answer.ResponseStream.CopyToAsync(content, cancellation);
            return content.GetBuffer().AsMemory(0, (int)content.Length);
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public Task WriteResultAsync(string bucket, string key, string json, CancellationToken cancellation) => s3.PutObjectAsync(
        new PutObjectRequest { BucketName = bucket, Key = key, ContentBody = json, ContentType = "application/json" },
        cancellation);
}

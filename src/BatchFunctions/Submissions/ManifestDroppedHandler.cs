using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.S3;
using Amazon.Lambda.Core;
using Amazon.Lambda.S3Events;
using BatchFunctions.Http;
using BatchFunctions.Jobs;

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
        using var limit = HttpBorder.Limit(context);
        foreach (var record in dropped.Records ?? [])
        {
            var file = DroppedFile.Of(record);
            if (!file.Key.EndsWith('/'))
            {
                await TakeAsync(file, context, limit.Token);
            }
        }
    }

    private async Task TakeAsync(ManifestFile file, ILambdaContext context, CancellationToken cancellation)
    {
        var token = Token.Of(file.Bucket, file.Key, file.Version);
        var id = SubmissionIntake.IdOf(token);
        if (await files.ReadAsync(file, MostBytes, cancellation) is not { } content)
        {
            Log.ManifestGone(context, file, id);
            return;
        }

        var verdict = await reader.ReadAsync(ManifestFormats.OfFile(file.Key), content, cancellation);
        if (!verdict.IsGood)
        {
            Log.ManifestRefused(context, file, id, verdict.Errors.Count);
            await results.WriteRefusalAsync(file, id, verdict.Errors, cancellation);
            return;
        }

        var known = await intake.TakeAsync(token, NewSubmission.Of(file, id, verdict.Jobs.Count, content, time), verdict.Jobs, cancellation);
        Log.ManifestTaken(context, file, id, verdict.Jobs.Count, isRepetition: known is not null);
    }
}

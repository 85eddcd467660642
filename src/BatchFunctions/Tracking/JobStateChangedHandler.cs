using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.SQS;
using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;
using BatchFunctions.Failures;
using BatchFunctions.Http;
using BatchFunctions.Jobs;

namespace BatchFunctions.Tracking;

/// <summary>Turns events of AWS Batch into records. Idempotent by job id, attempt and status.</summary>
internal sealed class JobStateChangedHandler(JobTracker tracker, IJobStore jobs, FailureHandler failures)
{
    [LambdaFunction]
    [SQSEvent("@StateChangeQueue", BatchSize = 10)]
    public async Task<SQSBatchResponse> JobStateChanged(SQSEvent batch, ILambdaContext context)
    {
        using var limit = HttpBorder.Limit(context);
        var failures = new List<SQSBatchResponse.BatchItemFailure>();
        foreach (var record in batch.Records ?? [])
        {
            try
            {
                await TakeAsync(BatchEvent.Parse(record.Body), context, limit.Token);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // Exactly this event is delivered again, and parked in the end; the others are done.
                Log.EventFailed(context, record.MessageId, exception);
                failures.Add(new SQSBatchResponse.BatchItemFailure { ItemIdentifier = record.MessageId });
            }
        }

        return new SQSBatchResponse(failures);
    }

    private async Task TakeAsync(BatchEvent happening, ILambdaContext context, CancellationToken cancellation)
    {
        var moved = happening.IsBlocked
            ? await jobs.MarkBlockedAsync(happening.Change, cancellation)
            : await tracker.TakeAsync(happening.Change, cancellation);
        Log.Tracked(context, happening.Change, moved);
        if (happening is { IsBlocked: false, Change.Status.IsTerminal: true } && JobNews.Child(happening.Change.JobId) is null)
        {
            // Also for news that moved nothing: the process may have ended between the record and the decision.
            await failures.HandleAsync(happening.Change.JobId, looks: 0, cancellation);
        }
    }
}

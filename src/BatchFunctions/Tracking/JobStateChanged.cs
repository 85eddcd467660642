using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.SQS;
using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;
using BatchFunctions.Failures;
using BatchFunctions.Jobs;
using BatchFunctions.Lambda;
using BatchFunctions.Records;

namespace BatchFunctions.Tracking;

/// <summary>Turns events of AWS Batch into records. Idempotent by job id, attempt and status.</summary>
internal sealed class JobStateChangedHandler(JobTracker tracker, IBatchJobs batch, JobEnds ends)
{
    [LambdaFunction]
    [SQSEvent("@StateChangeQueue", BatchSize = 10)]
    public async Task<SQSBatchResponse> JobStateChanged(SQSEvent delivery, ILambdaContext context)
    {
        using var limit = Invocation.Limit(context);
        var failed = new List<SQSBatchResponse.BatchItemFailure>();
        var received = (delivery.Records ?? []).ConvertAll(ReceivedEvent.Read);
        var facts = new JobFacts(batch, [.. received.Select(one => one.Event).Where(one => one is { NeedsFacts: true }).Select(one => one?.Change.JobId).OfType<string>().Distinct()]);
        foreach (var (record, happening) in received)
        {
            using var scope = LogScope.Begin();
            LogScope.About(happening?.Change.JobId);
            if (happening is null && StrayMessage.StartsSweep(record.Body))
            {
                Log.NotAnEvent(context, record.MessageId);
                continue;
            }

            try
            {
                await TakeAsync(happening ?? BatchEvent.Parse(record.Body), facts, context, limit.Token);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // Exactly this event is delivered again, and parked in the end; the others are done.
                Log.EventFailed(context, record.MessageId, exception);
                failed.Add(new SQSBatchResponse.BatchItemFailure { ItemIdentifier = record.MessageId });
            }
        }

        return new SQSBatchResponse(failed);
    }

    private async Task TakeAsync(BatchEvent happening, JobFacts facts, ILambdaContext context, CancellationToken cancellation)
    {
        // A job that AWS Batch does not know any more is judged by what the event says.
        var change = happening.NeedsFacts && await facts.OfAsync(happening.Change.JobId, cancellation) is { } described
            ? happening.With(described).Change
            : happening.Change;
        var moved = happening.IsBlocked
            ? await tracker.TakeBlockedAsync(change, cancellation)
            : await tracker.TakeAsync(change, cancellation);
        Log.Tracked(context, change, moved);
        if (!happening.IsBlocked && change.Status.IsTerminal && !JobChangeReader.IsPart(change.JobId))
        {
            // Also for news that moved nothing: the process may have ended between the record and the decision.
            await ends.HandleAsync(change.JobId, looks: 0, cancellation);
        }
    }
}

/// <summary>A delivery and the event in it; <c>null</c> where it cannot be read.</summary>
internal sealed record ReceivedEvent(SQSEvent.SQSMessage Record, BatchEvent? Event)
{
    public static ReceivedEvent Read(SQSEvent.SQSMessage record)
    {
        try
        {
            return new ReceivedEvent(record, BatchEvent.Parse(record.Body));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Told by whoever takes it up, as the failure of this one event.
            return new ReceivedEvent(record, null);
        }
    }
}

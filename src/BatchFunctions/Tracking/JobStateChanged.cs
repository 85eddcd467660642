using System.Diagnostics;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.SQS;
using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;
using BatchFunctions.Failures;
using BatchFunctions.Following;
using BatchFunctions.Jobs;
using BatchFunctions.Lambda;
using BatchFunctions.Records;

namespace BatchFunctions.Tracking;

/// <summary>
/// Turns events of AWS Batch into records. Idempotent by job id, attempt and status. What a delivery tells of one job is taken together:
/// one write where it has run while the events came, and the same record as one by one.
/// </summary>
internal sealed class JobStateChangedHandler(JobTracker tracker, IBatchJobs batch, JobEnds ends, ServiceJobNews serviceJobs, ChangeTeller changes)
{
    [LambdaFunction]
    [SQSEvent("@StateChangeQueue", BatchSize = 100, MaximumBatchingWindowInSeconds = 1)]
    public async Task<SQSBatchResponse> JobStateChanged(SQSEvent delivery, ILambdaContext context)
    {
        using var limit = Invocation.Limit(context);
        var received = (delivery.Records ?? []).ConvertAll(ReceivedEvent.Read);
        var facts = new JobFacts(batch, [.. received.Select(one => one.Event).Where(one => one is { NeedsFacts: true }).Select(one => one?.Change.JobId).OfType<string>().Distinct()]);
        // The jobs are taken side by side.
        var jobs = received.GroupBy(one => one.JobId ?? one.Record.MessageId).Select(job => TakeJobAsync([.. job], facts, context, limit.Token));

        List<SQSBatchResponse.BatchItemFailure> left = [.. (await Task.WhenAll(jobs)).SelectMany(failed => failed)];
        await TellAsync(received.Where(one => !left.Exists(failed => failed.ItemIdentifier == one.Record.MessageId)).Select(one => one.JobId).OfType<string>(), context, limit.Token);

        return new SQSBatchResponse(left);
    }

    /// <summary>The records are written: that those who look now hear of it late is no reason to take the events once more.</summary>
    private async Task TellAsync(IEnumerable<string> jobIds, ILambdaContext context, CancellationToken cancellation)
    {
        try
        {
            await changes.TellAsync(jobIds, cancellation);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Log.ChangesNotTold(context, exception);
        }
    }

    /// <summary>Where taking it together fails, each is taken by itself: one bad event holds up no other.</summary>
    private async Task<List<SQSBatchResponse.BatchItemFailure>> TakeJobAsync(
        IReadOnlyList<ReceivedEvent> received, JobFacts facts, ILambdaContext context, CancellationToken cancellation)
    {
        List<ReceivedEvent> moves = [.. received.Where(one => one.IsMove)];
        if (moves.Count < 2)
        {
            return await TakeAllAsync(received, facts, context, cancellation);
        }

        using var scope = LogScope.Begin();
        LogScope.About(received[0].JobId);
        try
        {
            await TakeTogetherAsync([.. moves.Select(one => one.Event).OfType<BatchEvent>()], facts, context, cancellation);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Log.TakenOneByOne(context, moves.Count, exception);
            return await TakeAllAsync(received, facts, context, cancellation);
        }

        return await TakeAllAsync([.. received.Except(moves)], facts, context, cancellation);
    }

    private async Task TakeTogetherAsync(IReadOnlyCollection<BatchEvent> moves, JobFacts facts, ILambdaContext context, CancellationToken cancellation)
    {
        var last = moves.MaxBy(move => move.Change.Rank) ?? throw new UnreachableException();
        if (last.NeedsFacts && await facts.OfAsync(last.Change.JobId, cancellation) is { } described)
        {
            last = last.With(described);
        }

        await TakeAsync(JobChange.Together([last.Change, .. moves.Select(move => move.Change).Where(change => change.Rank < last.Change.Rank)]), context, cancellation);
    }

    /// <returns>What did not work out: exactly these events are delivered again, and parked in the end; the others are done.</returns>
    private async Task<List<SQSBatchResponse.BatchItemFailure>> TakeAllAsync(
        IReadOnlyList<ReceivedEvent> received, JobFacts facts, ILambdaContext context, CancellationToken cancellation)
    {
        var failed = new List<SQSBatchResponse.BatchItemFailure>();
        foreach (var (record, happening, service) in received)
        {
            using var scope = LogScope.Begin();
            LogScope.About(happening?.Change.JobId ?? service?.JobId);
            if (happening is null && service is null && StrayMessage.StartsSweep(record.Body))
            {
                Log.NotAnEvent(context, record.MessageId);
                continue;
            }

            try
            {
                if (service is not null)
                {
                    await serviceJobs.TakeAsync(service, context, cancellation);
                    continue;
                }

                await TakeAsync(happening ?? BatchEvent.Parse(record.Body), facts, context, cancellation);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                Log.EventFailed(context, record.MessageId, exception);
                failed.Add(new SQSBatchResponse.BatchItemFailure { ItemIdentifier = record.MessageId });
            }
        }

        return failed;
    }

    private async Task TakeAsync(BatchEvent happening, JobFacts facts, ILambdaContext context, CancellationToken cancellation)
    {
        // A job that AWS Batch does not know any more is judged by what the event says.
        var change = happening.NeedsFacts && await facts.OfAsync(happening.Change.JobId, cancellation) is { } described
            ? happening.With(described).Change
            : happening.Change;
        if (happening.IsBlocked)
        {
            Log.Tracked(context, change, await tracker.TakeBlockedAsync(change, cancellation));
            return;
        }

        await TakeAsync(change, context, cancellation);
    }

    private async Task TakeAsync(JobChange change, ILambdaContext context, CancellationToken cancellation)
    {
        var isEnd = change.Status.IsTerminal && !JobChangeReader.IsPart(change.JobId);
        if (isEnd && change.Status == JobStatus.Succeeded
            && await tracker.FindOpenAsync(change, cancellation) is { } open && await ends.SucceedAsync(open, change, cancellation))
        {
            Log.Tracked(context, change, moved: true);
            return;
        }

        Log.Tracked(context, change, await tracker.TakeAsync(change, cancellation));
        if (isEnd)
        {
            // Also for news that moved nothing: the process may have ended between the record and the decision.
            await ends.HandleAsync(change.JobId, looks: 0, cancellation);
        }
    }
}

/// <summary>A delivery and the event in it, of a job or of a service job; neither where it cannot be read.</summary>
internal sealed record ReceivedEvent(SQSEvent.SQSMessage Record, BatchEvent? Event, ServiceJobEvent? Service = null)
{
    public string? JobId => Event?.Change.JobId ?? Service?.JobId;

    /// <summary>It tells that a job which has a record has come to another status.</summary>
    public bool IsMove => Event is { IsBlocked: false, Change.JobId: var id } && !JobChangeReader.IsPart(id);

    public static ReceivedEvent Read(SQSEvent.SQSMessage record)
    {
        try
        {
            return ServiceJobEvent.Parse(record.Body) is { } service
                ? new ReceivedEvent(record, null, service)
                : new ReceivedEvent(record, BatchEvent.Parse(record.Body));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Told by whoever takes it up, as the failure of this one event.
            return new ReceivedEvent(record, null);
        }
    }
}

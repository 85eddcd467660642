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
using BatchFunctions.ServiceJobs;

namespace BatchFunctions.Tracking;

/// <summary>Turns events of AWS Batch into records. Idempotent by job id, attempt and status.</summary>
internal sealed class JobStateChangedHandler(JobTracker tracker, IBatchJobs batch, JobEnds ends, ServiceJobNews serviceJobs, ChangeTeller changes)
{
    [LambdaFunction]
    [SQSEvent("@StateChangeQueue", BatchSize = 50, MaximumBatchingWindowInSeconds = 1)]
    public async Task<SQSBatchResponse> JobStateChanged(SQSEvent delivery, ILambdaContext context)
    {
        using var limit = Invocation.Limit(context);
        var received = (delivery.Records ?? []).ConvertAll(ReceivedEvent.Read);
        var facts = new JobFacts(batch, [.. received.Select(one => one.Event).Where(one => one is { NeedsFacts: true }).Select(one => one?.Change.JobId).OfType<string>().Distinct()]);
        // What is told of one job is taken in its order, and the jobs side by side.
        var jobs = received.GroupBy(one => one.JobId ?? one.Record.MessageId).Select(job => TakeAllAsync([.. job], facts, context, limit.Token));

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
        var isEnd = !happening.IsBlocked && change.Status.IsTerminal && !JobChangeReader.IsPart(change.JobId);
        if (isEnd && await ends.SucceedAsync(change, cancellation))
        {
            Log.Tracked(context, change, moved: true);
            return;
        }

        var moved = happening.IsBlocked
            ? await tracker.TakeBlockedAsync(change, cancellation)
            : await tracker.TakeAsync(change, cancellation);
        Log.Tracked(context, change, moved);
        if (isEnd)
        {
            // Also for news that moved nothing: the process may have ended between the record and the decision.
            await ends.HandleAsync(change.JobId, looks: 0, cancellation);
        }
    }
}

/// <summary>Takes an event of a service job. Idempotent by job id, attempt and status.</summary>
internal sealed class ServiceJobNews(IServiceJobStore jobs, ServiceJobTracker tracker, ServiceJobEnds ends)
{
    public async Task TakeAsync(ServiceJobEvent happening, ILambdaContext context, CancellationToken cancellation)
    {
        switch (happening)
        {
            case ServiceJobEvent.Changed { IsBlocked: true, News: var blocking }:
                Log.ServiceJobTracked(context, blocking, await jobs.MarkBlockedAsync(blocking, cancellation));
                break;
            case ServiceJobEvent.Changed { Told: var told, At: var at }:
                var (news, moved) = await tracker.TakeAsync(told, at, cancellation);
                Log.ServiceJobTracked(context, news, moved);
                if (news.IsOver)
                {
                    // Also for news that moved nothing: the process may have ended between the record and the decision.
                    await ends.HandleAsync(news.JobId, cancellation);
                }

                break;
            case ServiceJobEvent.Preemption(var preemption):
                await tracker.TakeAsync(preemption, cancellation);
                Log.PreemptionTracked(context, preemption);
                break;
            default:
                throw new UnreachableException();
        }
    }
}

/// <summary>A delivery and the event in it, of a job or of a service job; neither where it cannot be read.</summary>
internal sealed record ReceivedEvent(SQSEvent.SQSMessage Record, BatchEvent? Event, ServiceJobEvent? Service = null)
{
    public string? JobId => Event?.Change.JobId ?? Service?.JobId;

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

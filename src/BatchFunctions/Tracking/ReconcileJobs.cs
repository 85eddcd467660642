using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.Schedule;
using Amazon.Lambda.CloudWatchEvents.ScheduledEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Lambda;

namespace BatchFunctions.Tracking;

/// <summary>
/// Repairs, every few minutes, what events have not told. Stops in time; the next round goes on where it stopped. Run
/// twice, or long after its time, it looks at what is stale then: repeating it does no harm.
/// </summary>
internal sealed class ReconcileJobsHandler(Reconciler reconciler, JobLaps jobs, ServiceJobLaps serviceJobs, ISweepLease lease, TimeProvider time, Func<Guid> newId)
{
    /// <summary>Enough for one more round of calls.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(15);

    /// <summary>Renewed with each round. A sweep that was killed holds up the next for so long; one whose round takes longer gets company, which does no harm.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    [LambdaFunction]
    [ScheduleEvent("rate(5 minutes)")]
    public async Task ReconcileJobs(ScheduledEvent scheduled, ILambdaContext context)
    {
        using var limit = Invocation.Limit(context);
        var started = time.GetUtcNow();
        var owner = newId().ToString("N");
        if (await TakeAsync(owner, limit.Token) is { } until)
        {
            Log.SweptElsewhere(context, until);
            return;
        }

        try
        {
            Log.Swept(context, await SweepAsync(owner, started, context, limit.Token));
        }
        finally
        {
            // Also when the time is over: what is kept back of it is enough for this one call.
            await lease.GiveBackAsync(owner, CancellationToken.None);
        }
    }

    private Task<DateTimeOffset?> TakeAsync(string owner, CancellationToken cancellation) =>
        lease.TakeAsync(owner, time.GetUtcNow(), time.GetUtcNow() + Lease, cancellation);

    private async Task<SweepRound> SweepAsync(string owner, DateTimeOffset started, ILambdaContext context, CancellationToken cancellation)
    {
        var sum = new SweepRound(0, 0);
        var calls = new SweepCalls();
        SweepRound round;
        do
        {
            round = await reconciler.RunAsync(started, calls, context, cancellation);
            sum = new(sum.Looked + round.Looked, sum.Repaired + round.Repaired, sum.Failed + round.Failed);
        }
        while (round.Looked == Reconciler.RoundSize && context.RemainingTime > Reserve && await TakeAsync(owner, cancellation) is null);

        foreach (Laps laps in round.Looked < Reconciler.RoundSize ? [jobs, serviceJobs] : Array.Empty<Laps>())
        {
            if (!await laps.IsNeededAsync(started, cancellation))
            {
                continue;
            }

            (sum, var isWhole) = await SweepJobsAsync(laps, owner, started, sum, context, cancellation);
            if (!isWhole)
            {
                break;
            }
        }

        return sum;
    }

    /// <returns>Whether the lap has come to its end.</returns>
    private async Task<(SweepRound Sum, bool IsWhole)> SweepJobsAsync(
        Laps laps, string owner, DateTimeOffset started, SweepRound sum, ILambdaContext context, CancellationToken cancellation)
    {
        var lap = await laps.BeginAsync(started, cancellation);
        do
        {
            (lap, var round) = await laps.RunAsync(lap, started, context, cancellation);
            sum = new(sum.Looked + round.Looked, sum.Repaired + round.Repaired, sum.Failed + round.Failed);
        }
        while (lap.Cursor.IsUnderWay && context.RemainingTime > Reserve && await TakeAsync(owner, cancellation) is null);

        await laps.EndAsync(lap, cancellation);
        return (sum, !lap.Cursor.IsUnderWay);
    }
}

/// <summary>Lets one sweep work at a time: two do no harm, they only do the same work twice.</summary>
internal interface ISweepLease
{
    /// <summary>Takes or renews the lease. An owner who takes it again has it, so an answer that was lost does no harm.</summary>
    /// <returns>Until when another sweep has it; <c>null</c> where it is the owner's now.</returns>
    Task<DateTimeOffset?> TakeAsync(string owner, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellation);

    /// <summary>Gives it back; nothing where it is not the owner's any more, so that a repetition does no harm.</summary>
    Task GiveBackAsync(string owner, CancellationToken cancellation);
}

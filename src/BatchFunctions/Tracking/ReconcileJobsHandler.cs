using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.Schedule;
using Amazon.Lambda.CloudWatchEvents.ScheduledEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;

namespace BatchFunctions.Tracking;

/// <summary>Repairs, every few minutes, what events have not told. Stops in time; the next round goes on where it stopped.</summary>
internal sealed class ReconcileJobsHandler(Reconciler reconciler, TimeProvider time)
{
    /// <summary>Enough for one more round of calls.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(15);

    [LambdaFunction]
    [ScheduleEvent("rate(5 minutes)")]
    public async Task ReconcileJobs(ScheduledEvent scheduled, ILambdaContext context)
    {
        using var limit = HttpBorder.Limit(context);
        var started = time.GetUtcNow();
        var (looked, repaired) = (0, 0);
        var calls = new SweepCalls();
        SweepRound round;
        do
        {
            round = await reconciler.RunAsync(started, calls, limit.Token);
            looked += round.Looked;
            repaired += round.Repaired;
        }
        while (round.Looked == Reconciler.RoundSize && context.RemainingTime > Reserve);

        Log.Swept(context, looked, repaired);
    }
}

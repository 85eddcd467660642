using LocalBatch.Testing.Events;
using LocalBatch.Testing.Wire;

namespace LocalBatch.Testing;

/// <summary>What can be made to go wrong, by name.</summary>
public sealed class BatchFaults
{
    private readonly LocalBatchServer _server;
    private readonly CallFaults _calls;
    private readonly EventFaults _events;

    internal BatchFaults(LocalBatchServer server, CallFaults calls, EventFaults events) => (_server, _calls, _events) = (server, calls, events);

    /// <summary>The next calls of an operation are refused with HTTP 429, and nothing is done. The SDK repeats them as its configuration says.</summary>
    /// <param name="operation">Such as <c>SubmitJob</c>.</param>
    /// <param name="times">How many calls; each repetition is one.</param>
    public void Throttle(string operation, int times = 1) => _calls.Add(operation, CallFault.Throttled, times);

    /// <summary>The next calls of an operation are carried out, and the connection breaks before the answer: who asks again has asked twice.</summary>
    /// <param name="operation">Such as <c>SubmitJob</c>.</param>
    /// <param name="times">How many calls.</param>
    public void AnswerThenFail(string operation, int times = 1) => _calls.Add(operation, CallFault.AnswerLost, times);

    /// <summary>The host of a job that is STARTING or RUNNING is gone; what the job still says is lost with it.</summary>
    /// <exception cref="InvalidOperationException">The job has no host.</exception>
    public Task LoseHostAsync(string jobId, CancellationToken cancellation = default) => _server.TakeHostAsync(jobId, HostLoss.Terminated, cancellation);

    /// <summary>EC2 takes the job's Spot instance back: the job is asked to end.</summary>
    /// <exception cref="InvalidOperationException">The job has no host.</exception>
    public Task ReclaimSpotAsync(string jobId, CancellationToken cancellation = default) => _server.TakeHostAsync(jobId, HostLoss.SpotInterruption, cancellation);

    /// <summary>From now on events are heard so much later, by the server's clock.</summary>
    public void DelayEvents(TimeSpan delay) => _events.Delay(delay);

    /// <summary>From now on each event is heard so many times.</summary>
    public void DuplicateEvents(int times = 2) => _events.Duplicate(times);

    /// <summary>From now on this share of the events is never heard; which ones, the seed decides.</summary>
    /// <param name="share">From 0 to 1.</param>
    /// <param name="seed">Repeats the choice.</param>
    public void DropEvents(double share, int seed) => _events.Drop(share, seed);
}

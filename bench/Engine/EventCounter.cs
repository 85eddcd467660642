using System.Text;
using LocalBatch.Events;

namespace Bench.Engine;

/// <summary>Counts the statuses that events tell of; a FAILED job ends the measurement.</summary>
internal sealed class EventCounter : IJobEventSink
{
    private TaskCompletionSource _all = Fresh();
    private byte[] _awaited = [];
    private int _left;

    /// <summary>From now on, so many jobs are to reach a status.</summary>
    public Task Expect(string status, int count)
    {
        _all = Fresh();
        _awaited = Encoding.UTF8.GetBytes($"\"status\":\"{status}\"");
        Volatile.Write(ref _left, count);

        return _all.Task;
    }

    public ValueTask PublishAsync(IReadOnlyList<JobEventEnvelope> events, CancellationToken cancellation)
    {
        foreach (var one in events)
        {
            if (one.Json.Span.IndexOf("\"status\":\"FAILED\""u8) >= 0)
            {
                _all.TrySetException(new InvalidOperationException(Encoding.UTF8.GetString(one.Json.Span)));
            }

            if (_awaited.Length > 0 && one.Json.Span.IndexOf(_awaited) >= 0 && Interlocked.Decrement(ref _left) == 0)
            {
                _all.TrySetResult();
            }
        }

        return ValueTask.CompletedTask;
    }

    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

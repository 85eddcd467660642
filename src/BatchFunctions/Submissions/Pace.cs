namespace BatchFunctions.Submissions;

/// <summary>
/// Keeps SubmitJob calls apart. Each worker keeps to its share of the stack's rate, and the queue's event source never
/// runs more workers than the rate is shared by; so all together keep to it without talking to each other.
/// </summary>
internal sealed class Pace(double callsPerSecond, TimeProvider time)
{
    /// <summary>What may be caught up on after a pause: the way from one batch of the queue to the next would else be lost to the rate.</summary>
    private static readonly TimeSpan CatchUp = TimeSpan.FromMilliseconds(500);

    private readonly TimeSpan _gap = TimeSpan.FromSeconds(1 / callsPerSecond);

    private readonly Lock _lock = new();

    private long? _start;

    /// <summary>When the next call may be made, counted from <see cref="_start"/>.</summary>
    private TimeSpan _next;

    /// <summary>Waits until the next call may be made. Calls that wait side by side go in the order in which they came.</summary>
    public Task WaitAsync(CancellationToken cancellation)
    {
        var pause = Reserve();

        return pause > TimeSpan.Zero ? Task.Delay(pause, time, cancellation) : Task.CompletedTask;
    }

    private TimeSpan Reserve()
    {
        lock (_lock)
        {
            var now = time.GetElapsedTime(_start ??= time.GetTimestamp());
            var turn = _next > now - CatchUp ? _next : now - CatchUp;
            _next = turn + _gap;

            return turn - now;
        }
    }
}

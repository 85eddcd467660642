namespace LocalCloud.Events;

/// <summary>Fires at the times of a schedule.</summary>
internal sealed class ScheduleTimer : IAsyncDisposable
{
    // Timers take at most 49 days.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly TimeProvider _time;
    private readonly Func<DateTimeOffset, DateTimeOffset?> _nextAfter;
    private readonly Func<DateTimeOffset, Task> _fire;
    private readonly ITimer _timer;
    private DateTimeOffset? _next;

    /// <param name="time">The clock.</param>
    /// <param name="nextAfter">The first time after another one; <c>null</c> for no more.</param>
    /// <param name="fire">Gets the time that was due; does not throw.</param>
    public ScheduleTimer(TimeProvider time, Func<DateTimeOffset, DateTimeOffset?> nextAfter, Func<DateTimeOffset, Task> fire)
    {
        (_time, _nextAfter, _fire) = (time, nextAfter, fire);
        _next = nextAfter(time.GetUtcNow());
        _timer = time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Wait();
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    // Never two at once: the timer is set anew only at the end.
    private void Tick()
    {
        if (_next is { } due && due <= _time.GetUtcNow())
        {
            _next = _nextAfter(due);
            // A machine that slept does not make up for what it missed.
            _next = _next <= _time.GetUtcNow() ? _nextAfter(_time.GetUtcNow()) : _next;
            _fire(due);
        }

        Wait();
    }

    private void Wait()
    {
        if (_next is { } next)
        {
            var wait = next - _time.GetUtcNow();
            _timer.Change(wait <= TimeSpan.Zero ? TimeSpan.Zero : wait < LongestWait ? wait : LongestWait, Timeout.InfiniteTimeSpan);
        }
    }
}

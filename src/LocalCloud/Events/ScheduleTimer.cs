namespace LocalCloud.Events;

/// <summary>Fires one scheduled rule at its times.</summary>
internal sealed class ScheduleTimer : IAsyncDisposable
{
    // Timers take at most 49 days.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly TimeProvider _time;
    private readonly EventRule _rule;
    private readonly Func<EventRule, DateTimeOffset, Task> _fire;
    private readonly ITimer _timer;
    private DateTimeOffset? _next;

    public ScheduleTimer(TimeProvider time, EventRule rule, Func<EventRule, DateTimeOffset, Task> fire)
    {
        (_time, _rule, _fire) = (time, rule, fire);
        _next = NextAfter(time.GetUtcNow());
        _timer = time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Wait();
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    // Never two at once: the timer is set anew only at the end.
    private void Tick()
    {
        if (_next is { } due && due <= _time.GetUtcNow())
        {
            _next = NextAfter(due);
            // A machine that slept does not make up for what it missed.
            _next = _next <= _time.GetUtcNow() ? NextAfter(_time.GetUtcNow()) : _next;
            _fire(_rule, due);
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

    private DateTimeOffset? NextAfter(DateTimeOffset time) => _rule.Schedule?.NextAfter(time);
}

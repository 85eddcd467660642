namespace Simulation.Tests.Kernel;

/// <summary>The one clock. Its time of day can jump, as clocks that are set do; time that has passed cannot.</summary>
internal sealed class SimulatedClock(Schedule schedule) : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>How far the time of day is off.</summary>
    public TimeSpan Skew { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Start + schedule.Now + Skew;

    public override long GetTimestamp() => schedule.Now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(schedule, () => callback(state));
        timer.Change(dueTime, period);

        return timer;
    }

    private sealed class Timer(Schedule schedule, Action ring) : ITimer
    {
        private Appointment? _next;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (period != Timeout.InfiniteTimeSpan)
            {
                throw new NotSupportedException("Nothing here rings more than once.");
            }

            _next?.CallOff();
            _next = dueTime == Timeout.InfiniteTimeSpan ? null : schedule.In(dueTime, ring);

            return true;
        }

        public void Dispose() => _next?.CallOff();

        public ValueTask DisposeAsync()
        {
            Dispose();

            return ValueTask.CompletedTask;
        }
    }
}

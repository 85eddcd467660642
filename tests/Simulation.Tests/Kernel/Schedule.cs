namespace Simulation.Tests.Kernel;

/// <summary>
/// What is to happen, and when. Time passes only by taking the next thing; of things due at the same moment the seed
/// chooses which goes first.
/// </summary>
internal sealed class Schedule(Random random)
{
    private readonly PriorityQueue<Appointment, (long Due, int Lot, long Order)> _waiting = new();
    private long _order;

    /// <summary>Time since the beginning of the run.</summary>
    public TimeSpan Now { get; private set; }

    public Appointment In(TimeSpan delay, Action action)
    {
        var appointment = new Appointment(action);
        _waiting.Enqueue(appointment, ((Now + delay).Ticks, random.Next(), _order++));

        return appointment;
    }

    /// <summary>Does the next thing, unless there is none before <paramref name="until"/>; then it is that time.</summary>
    public bool Step(TimeSpan until)
    {
        while (_waiting.TryPeek(out var next, out var when) && when.Due <= until.Ticks)
        {
            _waiting.Dequeue();
            if (next.Action is { } action)
            {
                Now = TimeSpan.FromTicks(when.Due);
                action();

                return true;
            }
        }

        Now = until;

        return false;
    }
}

/// <summary>Something that is to happen, unless it is called off.</summary>
internal sealed class Appointment(Action action)
{
    public Action? Action { get; private set; } = action;

    public void CallOff() => Action = null;
}

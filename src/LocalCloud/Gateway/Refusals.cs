using Microsoft.Extensions.Logging;

namespace LocalCloud.Gateway;

/// <summary>
/// What the log tells of requests that are not let in: the first few of a kind in a minute each with its reason, the others as a number
/// when the minute is over, so that whoever knocks without end fills no terminal.
/// </summary>
internal sealed class Refusals(TimeProvider time, ILogger<Gate> log)
{
    private const int ToldOne = 5;
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<SignatureFault, Tally> _tallies = [];

    public void Tell(string requestId, SignatureFault fault, string reason)
    {
        if (IsToldByItself(fault))
        {
            log.Refused(requestId, fault, reason);
        }
    }

    private bool IsToldByItself(SignatureFault fault)
    {
        lock (_lock)
        {
            if (!_tallies.TryGetValue(fault, out var tally))
            {
                tally = new(time.CreateTimer(_ => SumUp(fault), null, Span, Timeout.InfiniteTimeSpan));
                _tallies.Add(fault, tally);
            }

            return ++tally.Count <= ToldOne;
        }
    }

    private void SumUp(SignatureFault fault)
    {
        long more;
        lock (_lock)
        {
            if (!_tallies.Remove(fault, out var tally))
            {
                return;
            }

            tally.Timer.Dispose();
            more = tally.Count - ToldOne;
        }

        if (more > 0)
        {
            log.RefusedMore(more, fault);
        }
    }

    private sealed class Tally(ITimer timer)
    {
        public ITimer Timer => timer;

        public long Count { get; set; }
    }
}

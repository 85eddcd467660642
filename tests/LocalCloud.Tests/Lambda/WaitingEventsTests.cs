using LocalCloud.Lambda;
using LocalCloud.Lineages;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LocalCloud.Tests.Lambda;

public sealed class WaitingEventsTests
{
    private readonly FakeTimeProvider _time = new(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly WaitingEvents _waiting;

    public WaitingEventsTests() => _waiting = new(A.Function, _time, NullLogger.Instance);

    [Fact]
    public async Task What_nobody_waits_for_is_passed_over_wherever_it_stands()
    {
        var (first, gone, last) = (Event("first"), Event("gone", isGone: true), Event("last"));
        Array.ForEach([first, gone, last], _waiting.Add);

        Assert.Same(first, _waiting.Next(limit: 1));
        _waiting.Take();
        Assert.Same(last, _waiting.Next(limit: 1));
        _waiting.Take();

        Assert.Null(_waiting.Next(limit: 1));
        Assert.True((await gone.Result).IsThrottled);
    }

    [Fact]
    public async Task What_is_too_late_is_refused_and_not_what_may_wait()
    {
        var (late, patient) = (Event("late", TimeSpan.FromSeconds(15)), Event("patient"));
        Array.ForEach([late, patient], _waiting.Add);
        Assert.Same(late, _waiting.Next(limit: 1));

        _time.Advance(TimeSpan.FromSeconds(16));

        Assert.Same(patient, _waiting.Next(limit: 1));
        Assert.True((await late.Result).IsThrottled);
        Assert.Equal(1, _waiting.Count);
    }

    private Invocation Event(string id, TimeSpan? beginWithin = null, bool isGone = false) =>
        new(id, "", default, Lineage.None) { BeginBy = _time.GetUtcNow() + beginWithin, Gone = new(isGone) };
}

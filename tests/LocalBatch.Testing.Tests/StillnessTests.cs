using LocalBatch.Testing.Jobs;
using Microsoft.Extensions.Time.Testing;

namespace LocalBatch.Testing.Tests;

public sealed class StillnessTests
{
    private const string Id = "0123456789abcdef0123456789abcdef";

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _clock = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_that_has_started_is_still_only_once_the_engine_has_heard_so()
    {
        Stillness stillness = new(_clock);
        stillness.TurnEnded([(Id, IsStarting: true)], 0);
        _ = stillness.PassAsync(Id, hasStarted: true, _clock.GetUtcNow() + Hour, Task.Delay(Hour, _clock, Cancellation));

        var quiet = stillness.WaitAsync(Cancellation);
        Assert.False(quiet.IsCompleted);
        stillness.TurnEnded([(Id, IsStarting: false)], 0);

        await quiet;
    }

    [Fact]
    public void A_job_that_never_starts_is_still_while_its_time_passes()
    {
        Stillness stillness = new(_clock);
        stillness.TurnEnded([(Id, IsStarting: true)], 0);

        _ = stillness.PassAsync(Id, hasStarted: false, _clock.GetUtcNow() + Hour, Task.Delay(Hour, _clock, Cancellation));

        Assert.True(stillness.WaitAsync(Cancellation).IsCompletedSuccessfully);
    }
}

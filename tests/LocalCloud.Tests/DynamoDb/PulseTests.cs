using LocalCloud.DynamoDb;
using Microsoft.Extensions.Time.Testing;

namespace LocalCloud.Tests.DynamoDb;

public sealed class PulseTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource<int> _slow = new();

    [Fact]
    public async Task A_server_that_answers_nothing_for_the_whole_limit_has_no_pulse()
    {
        var waiting = new Pulse(_time, Limit).AwaitAsync(_slow.Task);

        _time.Advance(Limit);

        await Assert.ThrowsAsync<NoPulseException>(() => waiting);
    }

    [Fact]
    public async Task A_slow_answer_is_waited_for_while_others_come()
    {
        Pulse pulse = new(_time, Limit);
        var waiting = pulse.AwaitAsync(_slow.Task);

        for (var half = 0; half < 10; half++)
        {
            _time.Advance(Limit / 2);
            await pulse.AwaitAsync(Task.FromResult(half));
        }

        Assert.False(waiting.IsCompleted);
        _slow.SetResult(7);
        Assert.Equal(7, await waiting);
    }

    [Fact]
    public async Task A_time_out_of_the_answer_itself_is_the_answers()
    {
        var waiting = new Pulse(_time, Limit).AwaitAsync(Task.FromException<int>(new TimeoutException("its own")));

        Assert.Equal("its own", (await Assert.ThrowsAsync<TimeoutException>(() => waiting)).Message);
    }
}

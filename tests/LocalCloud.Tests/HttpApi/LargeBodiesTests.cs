using LocalCloud.HttpApi;
using Microsoft.AspNetCore.Http;

namespace LocalCloud.Tests.HttpApi;

public sealed class LargeBodiesTests
{
    private readonly LargeBodies _bodies = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Four_large_bodies_are_inside_at_a_time_and_the_next_comes_when_one_leaves()
    {
        var inside = new List<LargeBodies.Place>();
        for (var count = 0; count < 4; count++)
        {
            inside.Add(await EnterAsync(1_000_000));
        }

        var next = EnterAsync(1_000_000);
        Assert.False(next.IsCompleted);
        await inside[0].DisposeAsync();

        await next;
    }

    [Fact]
    public async Task Small_bodies_wait_for_nobody()
    {
        for (var count = 0; count < 4; count++)
        {
            await EnterAsync(1_000_000);
        }

        Assert.True(EnterAsync(1_000).IsCompleted);
    }

    [Fact]
    public async Task Who_goes_while_waiting_takes_no_place()
    {
        var inside = new List<LargeBodies.Place>();
        for (var count = 0; count < 4; count++)
        {
            inside.Add(await EnterAsync(1_000_000));
        }

        using CancellationTokenSource gone = new();
        var given = EnterAsync(1_000_000, gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        await inside[0].DisposeAsync();

        await EnterAsync(1_000_000);
    }

    private async Task<LargeBodies.Place> EnterAsync(long length, CancellationToken? gone = null)
    {
        DefaultHttpContext context = new() { Request = { ContentLength = length } };

        return await _bodies.EnterAsync(context.Request, gone ?? Cancellation);
    }
}

using LocalCloud.Stack;
using Microsoft.Extensions.Time.Testing;

namespace LocalCloud.Tests.Stack;

public sealed class IdleMemoryTests
{
    private const long MiB = 1024 * 1024;

    /// <summary>What is allocated until each look, and whether it is collected then.</summary>
    [Theory]
    [InlineData("while work goes on", new long[] { 100, 200, 300 }, 0)]
    [InlineData("once when it is over", new long[] { 100, 200, 201, 202, 203 }, 1)]
    [InlineData("again after more work", new long[] { 100, 101, 300, 301, 302 }, 2)]
    [InlineData("never for a little", new long[] { 30, 31, 50, 51, 60, 61 }, 0)]
    [InlineData("not for the small that an idle stack allocates", new long[] { 100, 101, 103, 105, 107, 109 }, 1)]
    public async Task Memory_is_given_back_when_the_work_is_over(string when, long[] allocated, int wanted)
    {
        FakeTimeProvider time = new();
        var (now, collected) = (0L, 0);
        await using (new IdleMemory(time, () => now, () => collected++))
        {
            foreach (var sum in allocated)
            {
                now = sum * MiB;
                time.Advance(TimeSpan.FromSeconds(15));
            }
        }

        Assert.True(collected == wanted, $"{when}: {collected}");
    }
}

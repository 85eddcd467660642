using LocalBatch.Execution;
using LocalBatch.Execution.Processes;

namespace LocalBatch.Tests.Execution;

public sealed class ProcessExecutorMemoryTests : ProcessExecutorTestBase
{
    /// <summary>Doubles a string for ever: plain awk, so that it runs wherever a shell does.</summary>
    private const string Hog = """awk 'BEGIN { s = "0123456789abcdef"; while (1) s = s s }'""";

    /// <summary>Holds about 64 MiB until it is stopped.</summary>
    private const string Keeper = """awk 'BEGIN { s = "0123456789abcdef"; while (length(s) < 67108864) s = s s; print "full"; fflush(); while (1) system("sleep 1") }'""";

    private static readonly AttemptEvent.Exited OutOfMemory = new(137, "OutOfMemoryError: Container killed due to memory usage");

    [Fact]
    public async Task A_job_over_its_memory_is_killed_as_out_of_memory()
    {
        var exited = await RunToExitAsync(Shell("exec " + Hog) with { MemoryMiB = 64 });

        Assert.Equal(OutOfMemory, exited);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("", 3)]
    [InlineData("setsid", 4)]
    public async Task A_child_over_the_memory_is_killed_and_the_job_that_goes_on_has_its_own_exit_code(string how, int exitCode)
    {
        Assert.SkipUnless(how.Length == 0 || File.Exists($"/usr/bin/{how}"), $"no {how} here");
        var attempt = Shell($"{how} {Hog} & wait $!; echo child ended with $?; exit {exitCode}");

        var exited = await RunToExitAsync(attempt with { MemoryMiB = 64 });

        Assert.Equal(new(exitCode, OutOfMemory.Reason), exited);
        // A shell may add a line of its own about the child that was killed.
        Assert.Contains("child ended with 137", LinesOf(attempt));
    }

    [Fact]
    public async Task The_memory_of_all_processes_together_counts()
    {
        var attempt = Shell($"keep() {{ {Keeper}; touch ended; }}; keep & keep & keep & until [ -e ended ]; do sleep 0.05; done; exit 3");

        var exited = await RunToExitAsync(attempt with { MemoryMiB = 160 });

        Assert.Equal(new(3, OutOfMemory.Reason), exited);
    }

    [Fact]
    public async Task A_job_below_its_memory_is_left_alone()
    {
        var attempt = Shell("""awk 'BEGIN { s = "0123456789abcdef"; while (length(s) < 16777216) s = s s; print length(s) }'""");

        var exited = await RunToExitAsync(attempt with { MemoryMiB = 512 });

        Assert.Equal(new(0, null), exited);
        Assert.Equal("16777216", Assert.Single(LinesOf(attempt)));
    }

    [Theory]
    [InlineData(64L << 20, false)]
    [InlineData((64L << 20) + 1, true)]
    public void The_limit_itself_is_still_within_the_limit(long bytes, bool isOver) => Assert.Equal(isOver, MemoryRules.IsOver(bytes, 64));

    [Fact]
    public void A_group_that_does_not_grow_is_looked_at_calmly() =>
        Assert.Equal(MemoryRules.Calm, MemoryRules.NextLook(10 << 20, 10 << 20, MemoryRules.Calm, 64));

    [Fact]
    public void A_group_that_grows_is_looked_at_half_way_to_its_limit() =>
        Assert.Equal(TimeSpan.FromMilliseconds(50), MemoryRules.NextLook(44L << 20, 54L << 20, TimeSpan.FromMilliseconds(100), 64));

    [Fact]
    public void A_group_that_races_to_its_limit_is_looked_at_as_often_as_is_bearable() =>
        Assert.Equal(MemoryRules.Alert, MemoryRules.NextLook(0, 60L << 20, TimeSpan.FromMilliseconds(10), 64));
}

using System.Globalization;
using LocalBatch.Execution;
using LocalBatch.Execution.Processes;
using LocalBatch.Execution.Processes.Native;

namespace LocalBatch.Tests.Execution;

/// <summary>
/// The boundary of an attempt's memory on this machine: the kernel's where its control group may be divided, our own look at it
/// elsewhere. Either holds.
/// </summary>
public sealed class MemoryBoundaryTests : ProcessExecutorTestBase
{
    private const string Out = "OutOfMemoryError: Container killed due to memory usage";
    private const string Burst = "exec awk 'BEGIN { s = \"0123456789abcdef\"; while (1) s = s s }'";

    private protected override ProcessExecutorOptions Options(ProcessExecutorOptions options) => options with { UsesMemoryGroups = true };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_takes_more_than_its_memory_is_ended_by_the_kernel_or_by_us(bool usesGroups)
    {
        await using ProcessExecutor executor = new(new() { WorkRoot = Directory.CreateDirectory(Path.Combine(Root, "other")).FullName, Logs = Logs, Time = Time, UsesMemoryGroups = usesGroups });

        Assert.True(usesGroups || !executor.HasMemoryGroups);
        Assert.Equal(new AttemptEvent.Exited(137, Out), await EndAsync(executor, Shell(Burst) with { MemoryMiB = 64 }));
        Assert.Equal(new AttemptEvent.Exited(0, null), await EndAsync(executor, Shell("exit 0") with { MemoryMiB = 64 }));
    }

    [Fact]
    public async Task An_attempt_is_in_a_group_of_its_own_where_there_are_any_and_that_goes_with_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "control groups are Linux's");
        var attempt = Shell("grep -E ':memory:|^0::' /proc/self/cgroup");

        await RunToExitAsync(attempt);

        var own = LinesOf(attempt).Where(line => line.EndsWith($"/{attempt.TaskId}", StringComparison.Ordinal)).ToList();
        Assert.Equal(Executor.HasMemoryGroups ? 1 : 0, own.Count);
        Assert.All(own, line => Assert.False(Directory.Exists(MemoryPlace.Find(line, File.ReadAllText("/proc/self/mountinfo"))?.Folder)));
    }

    [Fact]
    public async Task Whoever_hides_from_every_search_is_found_in_the_group()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "control groups are Linux's");
        // Twice a child of nobody, in a session of its own, with nothing in its environment.
        var attempt = Shell("mkfifo up; setsid sh -c 'exec env -i sh -c \"(sh -c \\\"echo \\\\$\\\\$ >up; exec sleep 600\\\" &) >/dev/null 2>&1\"' & read pid <up; sleep 0.05; echo $pid; exit 3");

        var exited = await RunToExitAsync(attempt);

        var hidden = int.Parse(Assert.Single(LinesOf(attempt)), CultureInfo.InvariantCulture);
        Assert.Equal(3, exited.ExitCode);
        if (!Processes.IsGone(hidden))
        {
            using var left = System.Diagnostics.Process.GetProcessById(hidden);
            left.Kill();
            Assert.False(Executor.HasMemoryGroups);
        }
    }

    private static async Task<AttemptEvent?> EndAsync(ProcessExecutor executor, Attempt attempt)
    {
        AttemptEvent? last = null;
        await foreach (var happening in executor.RunAsync(attempt, CancellationToken.None))
        {
            last = happening;
        }

        return last;
    }
}

using LocalBatch.Execution;
using LocalBatch.Execution.Processes;
using LocalBatch.Execution.Processes.Confinement;

namespace LocalBatch.Tests.Execution;

/// <summary>What a definition asks for needs a program that this machine may lack: the attempt fails with its name, and the package that has it.</summary>
public sealed class MissingToolTests : ProcessExecutorTestBase
{
    private readonly string _tools = Directory.CreateTempSubdirectory("tools-").FullName;

    private protected override ProcessExecutorOptions Options(ProcessExecutorOptions options) => options with { ToolPath = _tools };

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_tools, recursive: true);
    }

    public static TheoryData<string> NeedBubblewrap => ["mounts", "root", "tmpfs", "shared memory"];

    [Theory]
    [MemberData(nameof(NeedBubblewrap))]
    public async Task Without_bubblewrap_nothing_is_mounted_and_the_reason_says_what_to_install(string asked)
    {
        Surroundings surroundings = asked switch
        {
            "mounts" => new() { Mounts = [new("/data", new VolumeSource.OfAttempt("v"), false)] },
            "root" => new() { HasReadOnlyRoot = true },
            "tmpfs" => new() { Tmpfs = [new("/mem", 1, false)] },
            _ => new() { SharedMemoryMiB = 1 },
        };

        Assert.Equal(
            "CannotCreateContainerError: volumes, a read-only root, tmpfs, shared memory and --isolate need the program bwrap: install the package bubblewrap",
            await ReasonAsync(Shell("true") with { Surroundings = surroundings }));
    }

    [Fact]
    public async Task Without_prlimit_no_limit_is_set() => Assert.Equal(
        "CannotCreateContainerError: limits and users need the program prlimit: install the package util-linux",
        await ReasonAsync(Shell("true") with { Surroundings = new() { Ulimits = [new("nofile", 16, 16)] } }));

    [Fact]
    public async Task Without_setpriv_nobody_else_runs_it()
    {
        Assert.SkipUnless(JobUser.MayChoose, "only root may choose");

        Assert.Equal(
            "CannotCreateContainerError: limits and users need the program setpriv: install the package util-linux",
            await ReasonAsync(Shell("true") with { Surroundings = new() { User = "nobody" } }));
    }

    [Fact]
    public async Task What_asks_for_none_of_it_runs_without_them() => Assert.Equal(0, (await RunToExitAsync(Shell("true"))).ExitCode);

    [Fact]
    public async Task A_tool_that_may_not_be_executed_is_missing_too()
    {
        await File.WriteAllTextAsync(Path.Combine(_tools, "prlimit"), "", TestContext.Current.CancellationToken);

        Assert.EndsWith("install the package util-linux", await ReasonAsync(Shell("true") with { Surroundings = new() { Ulimits = [new("nofile", 16, 16)] } }), StringComparison.Ordinal);
    }

    private async Task<string> ReasonAsync(Attempt attempt)
    {
        var failed = Assert.IsType<AttemptEvent.FailedToStart>(Assert.Single(await RunAsync(attempt)));
        Assert.Null(failed.ExitCode);
        Assert.False(Directory.Exists(FolderOf(attempt)));

        return failed.Reason;
    }
}

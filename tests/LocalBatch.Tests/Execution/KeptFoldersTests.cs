using System.Globalization;
using LocalBatch.Execution.Processes;

namespace LocalBatch.Tests.Execution;

/// <summary>What failed attempts leave stays for a look at it, but fills no disk.</summary>
public sealed class KeptFoldersTests : ProcessExecutorTestBase
{
    private protected override ProcessExecutorOptions Options(ProcessExecutorOptions options) => options with { KeptFoldersMiB = 3 };

    [Theory]
    [InlineData(100, new long[] { }, 0)]
    [InlineData(100, new long[] { 40, 60 }, 0)]
    [InlineData(100, new long[] { 40, 61 }, 1)]
    [InlineData(100, new long[] { 10, 10, 90 }, 1)]
    [InlineData(100, new long[] { 10, 10, 95 }, 2)]
    [InlineData(100, new long[] { 10, 101 }, 2)]
    [InlineData(0, new long[] { 0, 1, 0 }, 2)]
    public void The_oldest_go_until_the_rest_fits(long most, long[] sizes, int gone) =>
        Assert.Equal(gone, KeptFolders.CountOver([.. sizes.Select(bytes => new KeptFolder("", bytes))], most));

    [Fact]
    public async Task Folders_of_failed_attempts_stay_until_later_ones_need_the_room()
    {
        var first = Fails("head -c 1500000 /dev/urandom >big");
        var second = Fails("head -c 1000000 /dev/urandom >big");
        var third = Fails("head -c 1000000 /dev/urandom >big");
        await RunToExitAsync(first);
        await RunToExitAsync(second);
        await RunToExitAsync(third);
        await Executor.DisposeAsync();

        Assert.Equal((false, true, true), (Directory.Exists(FolderOf(first)), Directory.Exists(FolderOf(second)), Directory.Exists(FolderOf(third))));
    }

    [Fact]
    public async Task A_file_with_holes_takes_up_what_it_has_and_a_link_nothing_of_where_it_leads()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "macOS counts what files say of their length");
        var holes = Fails("truncate -s 1T holes; ln -s / root; mkdir -p a/b; ln -s .. a/b/up; head -c 100000 /dev/urandom >some");
        await RunToExitAsync(holes);
        await Executor.DisposeAsync();

        Assert.InRange(FolderSize.Of(FolderOf(holes)), 100_000, 200_000);
    }

    [Fact]
    public async Task What_an_earlier_life_has_left_counts_and_goes_first()
    {
        await Executor.DisposeAsync();
        var folders = Enumerable.Range(1, 3).Select(number => Path.Combine(Root, number.ToString("x32", CultureInfo.InvariantCulture))).ToList();
        var volumes = folders[0] + ".volumes";
        Directory.CreateDirectory(Path.Combine(volumes, "v"));
        var others = Path.Combine(Root, "shared");
        Directory.CreateDirectory(others);
        foreach (var (folder, hour) in folders.Zip([2, 1, 3]))
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllBytesAsync(Path.Combine(folder, "big"), new byte[1_400_000], TestContext.Current.CancellationToken);
            Directory.SetLastWriteTimeUtc(folder, new DateTime(2026, 1, 1, hour, 0, 0, DateTimeKind.Utc));
        }

        await using (new ProcessExecutor(Options(new() { WorkRoot = Root, Logs = Logs, Time = Time })))
        {
        }

        Assert.Equal([true, false, true], folders.Select(Directory.Exists));
        Assert.False(Directory.Exists(volumes));
        Assert.True(Directory.Exists(others));
    }

    [Fact]
    public async Task A_folder_that_went_with_its_job_makes_room()
    {
        var first = Fails("head -c 2000000 /dev/urandom >big");
        var second = Fails("head -c 900000 /dev/urandom >big");
        var third = Fails("head -c 900000 /dev/urandom >big");
        await RunToExitAsync(first);
        await RunToExitAsync(second);
        Executor.Forget([first.TaskId]);
        await RunToExitAsync(third);
        await Executor.DisposeAsync();

        Assert.Equal((false, true, true), (Directory.Exists(FolderOf(first)), Directory.Exists(FolderOf(second)), Directory.Exists(FolderOf(third))));
    }

    private LocalBatch.Execution.Attempt Fails(string script) => Shell($"{script}; exit 1");
}

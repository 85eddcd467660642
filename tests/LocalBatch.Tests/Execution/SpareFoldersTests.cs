namespace LocalBatch.Tests.Execution;

/// <summary>A working folder that was left as it was found serves the next attempt; any other does not.</summary>
public sealed class SpareFoldersTests : ProcessExecutorTestBase
{
    [Fact]
    public async Task The_next_attempt_works_in_the_folder_of_one_that_left_nothing()
    {
        var first = Attempt("true");
        var second = Shell("pwd; echo $HOME $TMPDIR; ls -A; stat -c %a .");

        await RunToExitAsync(first);
        await RunToExitAsync(second);

        Assert.Equal([FolderOf(first), $"{FolderOf(first)} {FolderOf(first)}", "700"], LinesOf(second));
        Assert.False(Directory.Exists(FolderOf(second)));
    }

    [Theory]
    [InlineData("echo a > file")]
    [InlineData("echo a > .hidden")]
    [InlineData("mkdir sub")]
    [InlineData("ln -s /nowhere link")]
    [InlineData("chmod 500 .")]
    [InlineData("chmod 1700 .")]
    [InlineData("chmod 755 .")]
    [InlineData("mv $PWD $PWD.away; mkdir $PWD.else; ln -s $PWD.else $PWD")]
    public async Task No_attempt_works_in_a_folder_that_another_has_changed(string change)
    {
        var first = Shell(change);
        var second = Shell("pwd; ls -A");

        await RunToExitAsync(first);
        await RunToExitAsync(second);

        Assert.Equal([FolderOf(second)], LinesOf(second));
    }

    [Fact]
    public async Task No_attempt_works_in_a_folder_that_another_has_given_flags_of_the_file_system()
    {
        var first = Shell("chattr +S . && echo set");
        var second = Shell("pwd");

        await RunToExitAsync(first);
        await RunToExitAsync(second);

        Assert.SkipUnless(LinesOf(first).Contains("set"), "this file system has no flags");
        Assert.Equal([FolderOf(second)], LinesOf(second));
    }

    [Fact]
    public async Task What_a_failed_attempt_leaves_bears_its_name_whoever_had_the_folder_before_and_goes_with_it()
    {
        var first = Attempt("true");
        var failed = Shell("echo trace > core; exit 1");

        await RunToExitAsync(first);
        await RunToExitAsync(failed);

        Assert.Equal((false, true), (Directory.Exists(FolderOf(first)), File.Exists(Path.Combine(FolderOf(failed), "core"))));
        Executor.Forget([failed.TaskId]);
        Assert.False(Directory.Exists(FolderOf(failed)));
    }

    [Fact]
    public async Task Attempts_that_run_at_once_share_no_folder()
    {
        await RunToExitAsync(Attempt("true"));
        var go = Path.Combine(Root, "go");
        var attempts = Enumerable.Range(0, 4).Select(_ => Shell($"pwd; until [ -e {go} ]; do sleep 0.01; done")).ToList();

        var ends = attempts.ConvertAll(attempt => RunToExitAsync(attempt));
        await Task.WhenAll(attempts.Select(attempt => PrintedAsync(attempt, Root)));
        await File.WriteAllTextAsync(go, "", TestContext.Current.CancellationToken);
        await Task.WhenAll(ends);

        Assert.Equal(4, attempts.Select(attempt => Assert.Single(LinesOf(attempt))).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task None_outlives_the_executor_nor_a_life_that_was_cut_off()
    {
        var first = Attempt("true");
        await RunToExitAsync(first);
        await Executor.DisposeAsync();

        Assert.False(Directory.Exists(FolderOf(first)));

        // As after kill -9, which removes nothing.
        Directory.CreateDirectory(FolderOf(first));
        await InitializeAsync();

        Assert.False(Directory.Exists(FolderOf(first)));
    }
}

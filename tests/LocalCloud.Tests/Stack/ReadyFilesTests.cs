using LocalCloud.Stack;

namespace LocalCloud.Tests.Stack;

/// <summary>The file of keys may be in a folder that others write too, such as <c>/tmp</c>, and be that of a stack that is up.</summary>
public sealed class ReadyFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ready-").FullName;

    private string EnvFile => Path.Combine(_folder, "env");

    private string State => Path.Combine(_folder, "state");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_file_of_keys_is_the_owners_alone_whatever_stood_where_it_is_written()
    {
        var other = EnvFile + ".new";
        await File.WriteAllTextAsync(other, "", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(other, (UnixFileMode)0b110_110_110);

        using ReadyFiles files = new(EnvFile, readyFile: null);
        files.Prepare(State);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(EnvFile));
    }

    [Fact]
    public async Task No_link_is_followed_where_it_is_written()
    {
        var elsewhere = Path.Combine(_folder, "elsewhere");
        await File.WriteAllTextAsync(elsewhere, "kept", TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(EnvFile + ".new", elsewhere);

        using ReadyFiles files = new(EnvFile, readyFile: null);
        files.Prepare(State);

        Assert.Equal("kept", await File.ReadAllTextAsync(elsewhere, TestContext.Current.CancellationToken));
        Assert.Null(new FileInfo(EnvFile).LinkTarget);
    }

    [Fact]
    public async Task A_second_start_leaves_the_files_of_the_stack_that_is_up()
    {
        var ready = Path.Combine(_folder, "ready");
        await File.WriteAllTextAsync(EnvFile, "AWS_REGION=us-east-1\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(ready, "1\n", TestContext.Current.CancellationToken);

        using (StateFolder.Acquire(State))
        using (ReadyFiles files = new(EnvFile, ready))
        {
            files.Prepare(State);
        }

        Assert.Equal(("AWS_REGION=us-east-1\n", true), (await File.ReadAllTextAsync(EnvFile, TestContext.Current.CancellationToken), File.Exists(ready)));
    }

    [Fact]
    public async Task What_a_stack_that_was_killed_has_left_says_nothing_to_the_next()
    {
        var ready = Path.Combine(_folder, "ready");
        await File.WriteAllTextAsync(EnvFile, "AWS_REGION=us-east-1\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(ready, "1\n", TestContext.Current.CancellationToken);

        using ReadyFiles files = new(EnvFile, ready);
        files.Prepare(State);

        Assert.Equal(("", false), (await File.ReadAllTextAsync(EnvFile, TestContext.Current.CancellationToken), File.Exists(ready)));
    }
}

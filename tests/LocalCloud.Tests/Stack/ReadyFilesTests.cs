using LocalCloud.Stack;

namespace LocalCloud.Tests.Stack;

/// <summary>The file of keys may be in a folder that others write too, such as <c>/tmp</c>.</summary>
public sealed class ReadyFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ready-").FullName;

    private string EnvFile => Path.Combine(_folder, "env");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_file_of_keys_is_the_owners_alone_whatever_stood_where_it_is_written()
    {
        var other = EnvFile + ".new";
        await File.WriteAllTextAsync(other, "", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(other, (UnixFileMode)0b110_110_110);

        using ReadyFiles files = new(EnvFile, readyFile: null);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(EnvFile));
    }

    [Fact]
    public async Task No_link_is_followed_where_it_is_written()
    {
        var elsewhere = Path.Combine(_folder, "elsewhere");
        await File.WriteAllTextAsync(elsewhere, "kept", TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(EnvFile + ".new", elsewhere);

        using ReadyFiles files = new(EnvFile, readyFile: null);

        Assert.Equal("kept", await File.ReadAllTextAsync(elsewhere, TestContext.Current.CancellationToken));
        Assert.Null(new FileInfo(EnvFile).LinkTarget);
    }
}

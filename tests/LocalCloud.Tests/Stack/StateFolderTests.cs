using System.Diagnostics;
using LocalCloud.Stack;

namespace LocalCloud.Tests.Stack;

public sealed class StateFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("state-").FullName;

    [Fact]
    public void Two_stacks_cannot_share_a_folder()
    {
        using var first = StateFolder.Acquire(_folder);

        var refused = Assert.Throws<StartException>(() => StateFolder.Acquire(_folder));

        Assert.Contains("in use by another local stack", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_was_let_go_can_be_taken_again()
    {
        StateFolder.Acquire(_folder).Dispose();

        using var second = StateFolder.Acquire(_folder);

        Assert.Equal(_folder, second.Path);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_refused_with_advice()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");

        var refused = Assert.Throws<StartException>(() => StateFolder.Acquire(Path.Combine(file, "state")));

        Assert.Contains("choose another with --state DIR", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0b111_111_111)]
    [InlineData(0b111_010_000)]
    [InlineData(0b111_000_010)]
    public void A_folder_that_others_may_write_is_refused(int mode)
    {
        File.SetUnixFileMode(_folder, (UnixFileMode)mode);

        var refused = Assert.Throws<StartException>(() => StateFolder.Acquire(_folder));

        Assert.StartsWith($"Other users may write {_folder}, ", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "lock")));
    }

    [Theory]
    [InlineData("credentials")]
    [InlineData("state.db")]
    [InlineData("s3/")]
    public void A_file_that_others_could_write_is_refused_by_its_name(string name)
    {
        File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        var path = Make(name);
        File.SetUnixFileMode(path, (UnixFileMode)0b111_111_111);

        var refused = Assert.Throws<StartException>(() => StateFolder.Acquire(_folder));

        Assert.StartsWith($"Other users may write {path}, ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_belongs_to_another_user_is_refused()
    {
        // Root owns the system's folders; who is root gives one away.
        var foreign = Environment.IsPrivilegedProcess ? Path.Combine(_folder, "given") : "/usr";
        if (Environment.IsPrivilegedProcess)
        {
            Directory.CreateDirectory(foreign);
            using var give = Process.Start("chown", ["65534", foreign]);
            give.WaitForExit();
        }

        var refused = Assert.Throws<StartException>(() => StateFolder.Acquire(foreign));

        Assert.Matches($"^{foreign} belongs to another user \\(id [0-9]+\\), .*--state DIR\\.$", refused.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s3")]
    public void What_is_behind_a_link_counts_and_not_the_link(string linked)
    {
        var open = Make("open/");
        File.SetUnixFileMode(open, (UnixFileMode)0b111_111_111);
        var state = Make("state/");
        File.CreateSymbolicLink(linked.Length == 0 ? Path.Combine(_folder, "link") : Path.Combine(state, linked), open);

        var refused = Assert.Throws<StartException>(() => StateFolder.Acquire(linked.Length == 0 ? Path.Combine(_folder, "link") : state));

        Assert.StartsWith($"Other users may write {open}, ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_others_may_only_read_is_taken_from_them()
    {
        File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        var (file, folder) = (Make("credentials"), Make("s3/"));
        File.SetUnixFileMode(file, (UnixFileMode)0b110_100_100);
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);

        StateFolder.Acquire(_folder).Dispose();

        Assert.Equal(
            ((UnixFileMode)0b111_000_000, (UnixFileMode)0b110_000_000, (UnixFileMode)0b111_000_000),
            (File.GetUnixFileMode(_folder), File.GetUnixFileMode(file), File.GetUnixFileMode(folder)));
    }

    private string Make(string name)
    {
        var path = Path.Combine(_folder, name.TrimEnd('/'));
        if (name.EndsWith('/'))
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            File.WriteAllText(path, "");
        }

        return path;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

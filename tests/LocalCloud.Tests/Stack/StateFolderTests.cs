using System.Diagnostics;
using LocalCloud.Stack;
using LocalCloud.Template;

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

    [Theory]
    [InlineData(0b111_111_111)]
    [InlineData(0b111_101_111)]
    public void A_folder_above_that_others_may_write_is_refused_and_named_with_what_would_be_right(int mode)
    {
        var state = Path.Combine(_folder, "open", "between", "state");
        Directory.CreateDirectory(Path.Combine(_folder, "open", "between"));
        File.SetUnixFileMode(Path.Combine(_folder, "open"), (UnixFileMode)mode);

        var refused = Assert.Throws<StartException>(() => StateFolder.Acquire(state));

        Assert.Equal(
            $"Other users may write {_folder}/open, and could put another folder in the place of {state}, with keys and jobs that would be used as yours. "
            + $"Take that right away with chmod go-w {_folder}/open, or choose another state folder with --state DIR.",
            refused.Message);
    }

    [Fact]
    public void A_sticky_folder_above_lets_nobody_rename_and_is_right()
    {
        File.SetUnixFileMode(_folder, (UnixFileMode)0b1_111_111_111);

        StateFolder.Acquire(Path.Combine(_folder, "state")).Dispose();
    }

    [Theory]
    [InlineData("given")]
    [InlineData("link")]
    public void A_folder_above_that_belongs_to_another_user_is_refused_also_behind_a_link(string way)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give a folder away");
        Directory.CreateDirectory(Path.Combine(_folder, "given", "ours"));
        File.CreateSymbolicLink(Path.Combine(_folder, "link"), Path.Combine(_folder, "given"));
        using var give = Process.Start("chown", ["65534", Path.Combine(_folder, "given")]);
        give.WaitForExit();

        var refused = Assert.Throws<StartException>(() => StateFolder.Acquire(Path.Combine(_folder, way, "ours", "state")));

        Assert.StartsWith($"{_folder}/given belongs to another user (id 65534), who could put another folder in the place of ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_that_another_user_could_turn_is_refused_although_it_leads_to_a_folder_of_ours()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give a folder away");
        var ours = Make("ours/");
        var theirs = Make("theirs/");
        File.CreateSymbolicLink(Path.Combine(theirs, "way"), ours);
        using var give = Process.Start("chown", ["-h", "65534", theirs]);
        give.WaitForExit();

        var refused = Assert.Throws<StartException>(() => StateFolder.Acquire(Path.Combine(theirs, "way", "state")));

        Assert.StartsWith($"{theirs} belongs to another user (id 65534)", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("me:x:1000:1000::/home/me:/bin/sh", "me:x:1000:", true)]
    [InlineData("me:x:1000:1000::/home/me:/bin/sh", "me:x:1000:me,root", true)]
    [InlineData("me:x:1000:1000::/home/me:/bin/sh", "me:x:1000:other", false)]
    [InlineData("me:x:1000:1000::/home/me:/bin/sh\nother:x:1001:1000::/:/bin/sh", "me:x:1000:", false)]
    [InlineData("me:x:1000:1000::/home/me:/bin/sh", "staff:x:20:", false)]
    [InlineData("", "me:x:1000:other", false)]
    public void A_group_of_the_user_alone_is_the_user(string users, string groups, bool isPrivate) =>
        Assert.Equal(isPrivate, PrivateGroups.IsOf(1000, 1000, ["root:x:0:0::/root:/bin/sh", .. users.Split('\n')], ["root:x:0:", .. groups.Split('\n')]));

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

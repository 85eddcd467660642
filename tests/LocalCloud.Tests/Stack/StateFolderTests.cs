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

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

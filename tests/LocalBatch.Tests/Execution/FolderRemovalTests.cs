using System.Diagnostics;
using LocalBatch.Execution.Processes;

namespace LocalBatch.Tests.Execution;

/// <summary>A folder goes, whatever a job has made of it, and nothing outside of it does.</summary>
public sealed class FolderRemovalTests : IDisposable
{
    private readonly string _place = Directory.CreateTempSubdirectory("removal-").FullName;

    private string Folder => Path.Combine(_place, "folder");

    private string Outside => Path.Combine(_place, "outside");

    public FolderRemovalTests()
    {
        Directory.CreateDirectory(Folder);
        Directory.CreateDirectory(Outside);
        File.WriteAllText(Path.Combine(Outside, "precious"), "x");
    }

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("touch a .b '*' 'c d' \"$(printf 'new\\nline')\" -- -rf")]
    [InlineData("touch \"$(printf 'latin\\351')\"; mkdir \"$(printf 'folder\\377')\"; touch \"$(printf 'folder\\377/\\376')\"")]
    [InlineData("ln -s OUTSIDE link; ln -s OUTSIDE/precious file; ln -s nowhere dangling; ln -s . self; mkdir a; ln -s ../a a/up")]
    [InlineData("mkdir -p a/b/c/d; touch a/b/c/d/e; chmod 0 a/b/c/d a/b/c a/b a")]
    [InlineData("mkdir -p a/b; touch a/x a/b/y; chmod 555 a a/b; chmod 500 .")]
    [InlineData("mkfifo pipe; ln OUTSIDE/precious hard")]
    [InlineData("mkdir .removed-0; mkdir -p .removed-0/x .removed-1/.removed-0/y; touch .removed-2")]
    [InlineData("i=0; while [ $i -lt 300 ]; do mkdir d$i; touch d$i/f; i=$((i+1)); done")]
    public void Whatever_a_job_leaves_in_it_is_removed(string script)
    {
        Run(script);

        Assert.True(FolderRemoval.Remove(Folder));
        Assert.False(Directory.Exists(Folder));
        Assert.Equal("x", File.ReadAllText(Path.Combine(Outside, "precious")));
    }

    [Fact]
    public void Folders_in_folders_deeper_than_any_path_may_be_long_are_removed()
    {
        Run("name=$(printf '%0200d' 0); i=0; while [ $i -lt 400 ]; do mkdir $name && cd -P $name || exit 1; i=$((i+1)); done; touch bottom");

        Assert.True(FolderRemoval.Remove(Folder));
        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public void A_link_in_the_place_of_the_folder_is_not_followed()
    {
        Directory.Delete(Folder);
        Directory.CreateSymbolicLink(Folder, Outside);

        Assert.False(FolderRemoval.Remove(Folder));
        Assert.Equal("x", File.ReadAllText(Path.Combine(Outside, "precious")));
    }

    [Fact]
    public void What_is_not_there_is_gone() => Assert.True(FolderRemoval.Remove(Path.Combine(_place, "none")));

    [Fact]
    public void Somebody_who_puts_links_in_the_place_of_folders_meanwhile_reaches_nothing_outside()
    {
        // As fast as it can: a folder becomes a link to what lies outside, and a folder again.
        Run("mkdir -p d/e; for i in $(seq 200); do mkdir -p t$i/u/v; done");
        using var swapping = Process.Start(new ProcessStartInfo("sh", ["-c", $"while mv d x 2>/dev/null && ln -s {Outside} d && rm d && mv x d; do :; done"]) { WorkingDirectory = Folder, RedirectStandardError = true })
            ?? throw new InvalidOperationException("sh did not start.");

        FolderRemoval.Remove(Folder);
        swapping.WaitForExit();
        FolderRemoval.Remove(Folder);

        Assert.False(Directory.Exists(Folder));
        Assert.Equal("x", File.ReadAllText(Path.Combine(Outside, "precious")));
    }

    private void Run(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", script.Replace("OUTSIDE", Outside, StringComparison.Ordinal)]) { WorkingDirectory = Folder })
            ?? throw new InvalidOperationException("sh did not start.");
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }
}

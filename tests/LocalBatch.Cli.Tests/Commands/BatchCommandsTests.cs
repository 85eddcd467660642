using System.CommandLine;
using LocalBatch.Cli.Commands;
using LocalCloud;
using LocalCloud.Console;

namespace LocalBatch.Cli.Tests.Commands;

public sealed class BatchCommandsTests
{
    [Theory]
    [InlineData("", "serve")]
    [InlineData("--port 0", "serve --port 0")]
    [InlineData("serve --port 0", "serve --port 0")]
    [InlineData("--help", "--help")]
    [InlineData("--version", "--version")]
    [InlineData("submit --wait", "submit --wait")]
    public void Without_a_command_the_program_serves(string typed, string meant) => Assert.Equal(Words(meant), BatchCommands.Split(Words(typed)).Words);

    [Fact]
    public void What_stands_behind_two_dashes_is_the_jobs_own_to_the_last_dash()
    {
        var (words, command) = BatchCommands.Split(["submit", "--wait", "--", "sh", "-c", "--", "--help"]);

        Assert.Equal(["submit", "--wait"], words);
        Assert.Equal(["sh", "-c", "--", "--help"], command);
    }

    [Theory]
    [InlineData("", "serve run env submit logs why cancel doctor completion")]
    [InlineData("su", "submit")]
    [InlineData("submit --job-", "--job-name --job-queue --job-definition")]
    [InlineData("completion ", "bash zsh fish")]
    [InlineData("completion z", "zsh")]
    public void Words_that_may_come_next_are_offered(string typed, string offered)
    {
        var words = New().Complete(typed.Split(' '));

        Assert.Equal(Words(offered).Order(), words.Where(word => !typed.EndsWith(' ') && typed.Length > 0 || !word.StartsWith('-')).Order());
    }

    [Fact]
    public void Serving_takes_the_options_of_the_stack_and_a_manifest_those_of_following_it_as_well()
    {
        var root = New().Build([]);

        Assert.Contains("--chaos", Options(root, "serve"));
        Assert.DoesNotContain("--no-template", Options(root, "serve"));
        Assert.DoesNotContain("--raw", Options(root, "serve"));
        Assert.Equal(["--give-up-when-stuck", "--keep", "--raw"], Options(root, "run").Except(Options(root, "serve")).Order());
    }

    private static IEnumerable<string> Options(RootCommand root, string command) => root.Subcommands.Single(one => one.Name == command).Options.Select(option => option.Name);

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static BatchCommands New()
    {
        Screen screen = new(TextWriter.Null, TextWriter.Null);
        Interruption interruption = new();

        return new(screen, new Startup(screen, interruption), interruption, TimeProvider.System);
    }
}

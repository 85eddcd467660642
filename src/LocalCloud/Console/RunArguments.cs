using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace LocalCloud.Console;

/// <summary>The options of a run: of the stack, of what is shown, and of what scripts are told.</summary>
/// <param name="stack">Those of the stack.</param>
internal sealed class RunArguments(StackArguments stack)
{
    private readonly Option<bool> _keep = new("--keep") { Description = "Stay up after the manifest's jobs have ended.", Arity = ArgumentArity.Zero };
    private readonly Option<bool> _raw = new("--raw") { Description = "Print the jobs' output as it is. Without it, what could command the terminal is shown as \\u001b.", Arity = ArgumentArity.Zero };
    private readonly Option<bool> _verbose = new("--verbose") { Description = "Tell at start also what the template asks for that has no meaning on one machine, and what its roles come to.", Arity = ArgumentArity.Zero };
    private readonly Option<string?> _envFile = new("--env-file")
    {
        Description = "Write the endpoint, keys and region there as lines NAME=value, for shells (set -a; . FILE), Docker and pipelines.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _readyFile = new("--ready-file") { Description = "Make this file when the stack is ready, and take it away when it stops.", HelpName = "FILE" };

    private readonly Option<TimeSpan?> _stuck = new("--give-up-when-stuck")
    {
        Description = "End with exit code 5 once nothing but jobs that can never start as things are, and jobs that wait for them, is left for so many seconds; 60 unless given, or never at a terminal.",
        HelpName = "SECONDS|never",
        CustomParser = ParsePatience,
    };

    public IEnumerable<Option> All => [_keep, _raw, _stuck, _verbose, _envFile, _readyFile, .. stack.All];

    /// <summary>Those that mean something only where there is a manifest.</summary>
    public IEnumerable<Option> OfManifests => [_keep, _raw, _stuck];

    public RunRequest Read(ParseResult result, FileInfo? manifest) => new(manifest, result.GetValue(_keep), result.GetValue(_raw), stack.Read(result))
    {
        StuckPatience = result.GetValue(_stuck),
        Verbose = result.GetValue(_verbose),
        EnvFile = result.GetValue(_envFile),
        ReadyFile = result.GetValue(_readyFile),
        StackOptionsGiven = [.. stack.Given(result), .. ((Option[])[_readyFile, _envFile]).Where(option => result.GetResult(option) is { Implicit: false }).Select(option => option.Name)],
    };

    private static TimeSpan? ParsePatience(ArgumentResult result)
    {
        var word = result.Tokens[0].Value;
        if (word == "never")
        {
            return Timeout.InfiniteTimeSpan;
        }

        if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(seconds);
        }

        result.AddError($"--give-up-when-stuck takes a number of seconds from 0 on, or never, not '{word}'.");
        return null;
    }
}

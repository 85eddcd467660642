using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using LocalCloud.Template;

namespace LocalCloud.Console;

/// <summary>The program's commands and options, their help, and what they come to.</summary>
internal sealed class CommandLine
{
    public const string ParameterOverrides = "--parameter-overrides";
    public const string Import = "--import";

    private const string NoOption = "There is no option ";

    private readonly Argument<FileInfo?> _manifest = new("manifest")
    {
        Description = "Manifest to run (.json, .yaml, .jsonl, .csv). Without one the stack starts and stays up. Where the stack of this state folder is up already, it gets the manifest.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _keep = new("--keep") { Description = "Stay up after the manifest's jobs have ended.", Arity = ArgumentArity.Zero };
    private readonly Option<bool> _raw = new("--raw") { Description = "Print the jobs' output as it is. Without it, what could command the terminal is shown as \\u001b.", Arity = ArgumentArity.Zero };
    private readonly Option<bool> _verbose = new("--verbose") { Description = "Tell at start also what the template asks for that has no meaning on one machine, and what its roles come to.", Arity = ArgumentArity.Zero };
    private readonly Option<string?> _envFile = new("--env-file")
    {
        Description = "Write the endpoint, keys and region there as lines NAME=value, for shells (set -a; . FILE), Docker and pipelines.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _readyFile = new("--ready-file") { Description = "Make this file when the stack is ready, and take it away when it stops.", HelpName = "FILE" };

    private readonly Option<bool> _check = new("--check") { Description = "Say what the manifest would do, as the command check does, and submit nothing.", Arity = ArgumentArity.Zero };
    private readonly Option<TimeSpan?> _stuck = new("--give-up-when-stuck")
    {
        Description = "End with exit code 5 once nothing but jobs that can never start as things are, and jobs that wait for them, is left for so many seconds; 60 unless given, or never at a terminal.",
        HelpName = "SECONDS|never",
        CustomParser = ParsePatience,
    };

    private readonly Argument<FileInfo?> _checked = new("manifest") { Description = "Manifest to check against the queues and definitions of the template, or of the stack that is up. Without one the template is checked.", Arity = ArgumentArity.ZeroOrOne };

    private readonly Argument<string?> _output = new("name") { Description = "The one output whose value is printed; all with their names unless given.", Arity = ArgumentArity.ZeroOrOne };

    private readonly StackArguments _stack = new();

    /// <summary>Reads the arguments into the action they ask for; its result is the exit code.</summary>
    /// <param name="args">As the program got them.</param>
    /// <param name="commands">What is done then.</param>
    public ParseResult Parse(IReadOnlyList<string> args, Commands commands) => Build(commands).Parse([.. OneByOne(args)]);

    /// <summary>What is wrong with the arguments, a line each. Beside an option that there is not, what would be its value is no mistake of its own.</summary>
    public static IReadOnlyList<string> Mistakes(ParseResult parsed)
    {
        List<string> all = [.. parsed.Errors.Select(error => error.Message).Distinct()];
        List<string> options =
        [
            .. all.Where(message => message.StartsWith(NoOption, StringComparison.Ordinal)),
            .. parsed.UnmatchedTokens.Where(word => word.StartsWith('-')).Select(word => Unknown(word, parsed.CommandResult.Command)),
        ];

        return options.Count > 0 ? options : all;
    }

    private RootCommand Build(Commands commands)
    {
        Command printing = new("outputs", "Prints the template's outputs, by their names, of the stack that is up.") { _output };
        printing.SetAction(result => commands.Outputs(new(result.GetValue(_output), result.GetValue(_stack.State) ?? ".local")));
        Command checking = new("check", "Says what a manifest would do, or everything that is wrong with it; without a manifest, what of the template is served. Nothing is submitted.") { _checked };
        foreach (var option in _stack.OfTemplates)
        {
            checking.Options.Add(option);
        }

        checking.Validators.Add(result => AddContradictions(result, hasManifest: false));
        checking.SetAction((result, cancellation) => commands.Check(ReadCheck(result, result.GetValue(_checked)), cancellation));
        RootCommand command = new(
            """
            Runs BatchFunctions on this machine, without an AWS account and without Docker.

            Exit codes: 0 every job of the manifest succeeded, in the end, or the stack was stopped; 1 a job failed; 2 bad
            usage, a bad template or manifest, or the stack cannot start; 3 the function that reads manifests failed on this
            one; 4 the stack could not go on, such as on a disk that stays full; 5 jobs can never start, and nothing else is left
            (--give-up-when-stuck); 130 stopped by Ctrl-C, or 143 by SIGTERM, before the manifest's jobs had ended.
            """)
        {
            _manifest, printing, checking, _check, _keep, _raw, _stuck, _verbose, _envFile, _readyFile,
        };
        foreach (var option in _stack.All)
        {
            command.Options.Add(option);
        }

        Validate(command);
        command.SetAction((result, cancellation) => result.GetValue(_check)
            ? commands.Check(ReadCheck(result, result.GetValue(_manifest)), cancellation)
            : commands.Run(Read(result), cancellation));
        return command;
    }

    private void Validate(RootCommand command)
    {
        _manifest.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: "" }])
            {
                result.AddError("The name of the manifest is empty.");
            }
        });
        command.Validators.Add(result =>
        {
            if (result.GetResult(_manifest) is { Tokens: [{ Value: ['-', ..] and var word }] })
            {
                result.AddError(Unknown(word, command));
            }

            AddContradictions(result, hasManifest: result.GetResult(_manifest) is { Tokens.Count: > 0 });
        });
    }

    private static string Unknown(string word, Command command)
    {
        var name = word.Split('=')[0];

        return Guess.Nearest(name, command.Options.Select(option => option.Name)) is { } near
            ? $"{NoOption}{name}; did you mean {near}?"
            : $"{NoOption}{name}; --help lists them all.";
    }

    private void AddContradictions(CommandResult result, bool hasManifest)
    {
        foreach (var contradiction in _stack.Contradictions(result, hasManifest))
        {
            result.AddError(contradiction);
        }
    }

    private RunRequest Read(ParseResult result) => new(result.GetValue(_manifest), result.GetValue(_keep), result.GetValue(_raw), _stack.Read(result))
    {
        StuckPatience = result.GetValue(_stuck),
        Verbose = result.GetValue(_verbose),
        EnvFile = result.GetValue(_envFile),
        ReadyFile = result.GetValue(_readyFile),
        StackOptionsGiven = [.. _stack.Given(result), .. ((Option[])[_readyFile, _envFile]).Where(option => result.GetResult(option) is { Implicit: false }).Select(option => option.Name)],
    };

    private CheckRequest ReadCheck(ParseResult result, FileInfo? manifest) => new(manifest, _stack.Read(result)) { StackOptionsGiven = _stack.Given(result) };

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

    /// <summary>Takes lists of pairs apart, so that they end where the pairs do and a manifest may follow.</summary>
    private static IEnumerable<string> OneByOne(IReadOnlyList<string> args)
    {
        for (var index = 0; index < args.Count; index++)
        {
            var option = args[index];
            yield return option;
            if (option is not (ParameterOverrides or Import) || index + 1 == args.Count)
            {
                continue;
            }

            yield return args[++index];
            while (index + 1 < args.Count && args[index + 1] is [not '-', ..] and var next && next.Contains('=', StringComparison.Ordinal))
            {
                yield return option;
                yield return next;
                index++;
            }
        }
    }
}

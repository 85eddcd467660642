using System.CommandLine;
using System.CommandLine.Parsing;
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

    private readonly Option<bool> _check = new("--check") { Description = "Say what the manifest would do, as the command check does, and submit nothing.", Arity = ArgumentArity.Zero };

    private readonly Argument<FileInfo?> _checked = new("manifest") { Description = "Manifest to check against the queues and definitions of the template, or of the stack that is up. Without one the template is checked.", Arity = ArgumentArity.ZeroOrOne };

    private readonly Argument<string?> _output = new("name") { Description = "The one output whose value is printed; all with their names unless given.", Arity = ArgumentArity.ZeroOrOne };

    private readonly StackArguments _stack = new();
    private readonly RunArguments _run;

    public CommandLine() => _run = new(_stack);

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
            _manifest, printing, checking, _check,
        };
        foreach (var option in _run.All)
        {
            command.Options.Add(option);
        }

        Validate(command);
        command.SetAction((result, cancellation) => result.GetValue(_check)
            ? commands.Check(ReadCheck(result, result.GetValue(_manifest)), cancellation)
            : commands.Run(_run.Read(result, result.GetValue(_manifest)), cancellation));
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

    private CheckRequest ReadCheck(ParseResult result, FileInfo? manifest) => new(manifest, _stack.Read(result)) { StackOptionsGiven = _stack.Given(result) };

    /// <summary>Takes lists of pairs apart, so that they end where the pairs do and a manifest may follow.</summary>
    public static IEnumerable<string> OneByOne(IReadOnlyList<string> args)
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

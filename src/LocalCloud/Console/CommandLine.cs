using System.CommandLine;

namespace LocalCloud.Console;

/// <summary>The program's commands and options, their help, and what they come to.</summary>
internal sealed class CommandLine
{
    public const string ParameterOverrides = "--parameter-overrides";
    public const string Import = "--import";

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

    private readonly Argument<string?> _output = new("name") { Description = "The one output whose value is printed; all with their names unless given.", Arity = ArgumentArity.ZeroOrOne };

    private readonly StackArguments _stack = new();

    /// <summary>Reads the arguments into the action they ask for; its result is the exit code.</summary>
    /// <param name="args">As the program got them.</param>
    /// <param name="run">Runs the stack.</param>
    /// <param name="outputs">Prints outputs of a stack that is up.</param>
    public ParseResult Parse(
        IReadOnlyList<string> args, Func<RunRequest, CancellationToken, Task<int>> run, Func<OutputsRequest, int> outputs) => Build(run, outputs).Parse([.. OneByOne(args)]);

    private RootCommand Build(Func<RunRequest, CancellationToken, Task<int>> run, Func<OutputsRequest, int> outputs)
    {
        Command printing = new("outputs", "Prints the template's outputs, by their names, of the stack that is up.") { _output };
        printing.SetAction(result => outputs(new(result.GetValue(_output), result.GetValue(_stack.State) ?? ".local")));
        RootCommand command = new(
            """
            Runs BatchFunctions on this machine, without an AWS account and without Docker.

            Exit codes: 0 every job of the manifest succeeded, in the end, or the stack was stopped; 1 a job failed; 2 bad
            usage, a bad template or manifest, or the stack cannot start; 3 the function that reads manifests failed on this
            one; 4 the stack could not go on, such as on a disk that stays full; 130 stopped by Ctrl-C, or 143 by SIGTERM,
            before the manifest's jobs had ended.
            """)
        {
            _manifest, printing, _keep, _raw, _verbose, _envFile, _readyFile,
        };
        foreach (var option in _stack.All)
        {
            command.Options.Add(option);
        }

        Validate(command);
        command.SetAction((result, cancellation) => run(Read(result), cancellation));
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
                result.AddError($"There is no option {word}; --help lists them all.");
            }

            foreach (var contradiction in _stack.Contradictions(result, hasManifest: result.GetResult(_manifest) is { Tokens.Count: > 0 }))
            {
                result.AddError(contradiction);
            }
        });
    }

    private RunRequest Read(ParseResult result) => new(result.GetValue(_manifest), result.GetValue(_keep), result.GetValue(_raw), _stack.Read(result))
    {
        Verbose = result.GetValue(_verbose),
        EnvFile = result.GetValue(_envFile),
        ReadyFile = result.GetValue(_readyFile),
        StackOptionsGiven = [.. _stack.Given(result), .. ((Option[])[_readyFile, _envFile]).Where(option => result.GetResult(option) is { Implicit: false }).Select(option => option.Name)],
    };

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

using System.CommandLine;
using System.CommandLine.Invocation;
using LocalBatch.Cli.Jobs;
using LocalCloud;
using LocalCloud.Console;
using LocalCloud.Template;

namespace LocalBatch.Cli.Commands;

/// <summary>Reads the arguments, carries out the command, and turns what stands in its way into lines and an exit code.</summary>
internal sealed class BatchCommands(Screen screen, Startup startup, Interruption interruption, TimeProvider time)
{
    /// <summary>How the program is called, whatever its file is named while it is built.</summary>
    public const string Name = "localbatch";

    private const string Serve = "serve";

    private static readonly string[] OfTheProgram = ["--help", "-h", "-?", "/?", "/h", "--version"];

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(string[] args)
    {
        if (args is [CompletionScripts.Ask, .. var typed])
        {
            foreach (var word in Complete(typed))
            {
                screen.Line(word);
            }

            return MainJob.AllSucceeded;
        }

        var (words, command) = Split(args);
        var root = Build(command);
        var parsed = root.Parse([.. CommandLine.OneByOne(words)]);
        if (Mistakes(parsed, root) is { Count: > 0 } mistakes)
        {
            foreach (var mistake in mistakes)
            {
                screen.Error(mistake);
            }

            return MainJob.BadManifest;
        }

        return await InvokeAsync(parsed);
    }

    /// <summary>The words that may come next.</summary>
    /// <param name="typed">What stands behind the program's name; the last one is not yet whole, or empty.</param>
    public IReadOnlyList<string> Complete(IReadOnlyList<string> typed)
    {
        var line = string.Join(' ', typed.Select(word => word.Contains(' ', StringComparison.Ordinal) ? $"\"{word}\"" : word));
        var last = typed is [.., var word] ? word : "";

        return
        [
            .. Build([]).Parse(line).GetCompletions(line.Length)
                .Select(completion => completion.Label)
                // The forms of the help that are for those who expect them.
                .Where(label => label.StartsWith(last, StringComparison.Ordinal) && (label is not ("-?" or "/?" or "/h")))
                .Distinct(),
        ];
    }

    /// <summary>What is wrong with the arguments, a line each; empty where nothing is.</summary>
    public static IReadOnlyList<string> Mistakes(ParseResult parsed, Command root)
    {
        if (parsed.Action is not ParseErrorAction)
        {
            return [];
        }

        if (parsed.CommandResult.Command == root && parsed.UnmatchedTokens is [var word, ..] && !word.StartsWith('-'))
        {
            var names = root.Subcommands.Select(command => command.Name).ToList();

            return [$"There is no command {word}{Guess.Ask(word, names)}{(Guess.Nearest(word, names) is null ? $"; there are {string.Join(", ", names)}." : "")}"];
        }

        return CommandLine.Mistakes(parsed);
    }

    /// <summary>What stands behind <c>--</c> is the command of a job. Without a command of ours the program serves.</summary>
    public static (IReadOnlyList<string> Words, IReadOnlyList<string> Command) Split(IReadOnlyList<string> args)
    {
        var end = args.Index().Where(word => word.Item == "--").Select(word => word.Index).FirstOrDefault(-1);
        IReadOnlyList<string> words = end < 0 ? args : [.. args.Take(end)];
        var isServing = words is [] || (words[0].StartsWith('-') && !OfTheProgram.Contains(words[0], StringComparer.Ordinal));

        return (isServing ? [Serve, .. words] : words, end < 0 ? [] : [.. args.Skip(end + 1)]);
    }

    public RootCommand Build(IReadOnlyList<string> jobCommand)
    {
        StackCommands stack = new(startup);
        JobCommands jobs = new(screen, time);
        MachineCommands machine = new(screen, time);

        return new(
            """
            AWS Batch on this machine, with CloudWatch Logs, S3, SQS, STS and EventBridge on one port; jobs are processes or containers.

            Without a command it serves. Exit codes: 0 done, or every job succeeded; 1 a job failed; 2 bad usage or manifest, or no stack is
            up; 4 the stack could not go on; 5 jobs can never start, and nothing else is left; 130 stopped by Ctrl-C, or 143 by SIGTERM.
            """)
        {
            stack.Serve(),
            stack.Run(),
            machine.Environment(),
            jobs.Submit(jobCommand),
            jobs.Logs(),
            jobs.Why(),
            jobs.Cancel(),
            machine.Doctor(),
            CompletionScripts.Command(screen),
        };
    }

    private async Task<int> InvokeAsync(ParseResult parsed)
    {
        using StringWriter told = new();
        try
        {
            var code = await parsed.InvokeAsync(
                new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false, Output = told },
                interruption.Token);
            if (told.ToString().TrimEnd('\n') is { Length: > 0 } text)
            {
                // The help is by the name of the file, which a .NET tool has from its assembly.
                screen.Raw(text.Replace(RootCommand.ExecutableName, Name, StringComparison.Ordinal));
            }

            return code;
        }
        catch (RefusedCallException refused)
        {
            screen.ErrorLines(refused.Said);
        }
        catch (Exception refusal) when (refusal is CommandException or HttpRequestException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            screen.ErrorLines(refusal.Message);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return interruption.ExitCode;
        }

        return MainJob.BadManifest;
    }
}

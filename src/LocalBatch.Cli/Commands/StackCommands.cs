using System.CommandLine;
using LocalCloud;
using LocalCloud.Console;

namespace LocalBatch.Cli.Commands;

/// <summary>The commands that start a stack: serve, and run.</summary>
internal sealed class StackCommands(Startup startup)
{
    public Command Serve()
    {
        StackArguments stack = new(servesAlone: true);
        RunArguments run = new(stack);
        Command command = new(
            "serve",
            "Serves until it is stopped: AWS Batch with the job queues default and spot and the job definition hello, and the services beside it. What it prints first is for eval, and for people.");
        Add(command, run.All.Except(run.OfManifests), stack);
        command.SetAction((result, cancellation) => startup.RunAsync(run.Read(result, manifest: null), cancellation));

        return command;
    }

    public Command Run()
    {
        StackArguments stack = new(servesAlone: true);
        // Nobody else has to find it, and another one may be up with the usual ports.
        stack.PreferFreePorts();
        RunArguments run = new(stack);
        Argument<FileInfo> manifest = new("manifest") { Description = "Manifest to run (.json, .yaml, .jsonl, .csv)." };
        Command command = new("run", "Runs a manifest and ends as its jobs do. Where a stack is up with the state folder, that one gets it.") { manifest };
        manifest.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: "" }])
            {
                result.AddError("The name of the manifest is empty.");
            }
        });
        Add(command, run.All, stack);
        command.SetAction((result, cancellation) => startup.RunAsync(run.Read(result, result.GetValue(manifest)), cancellation));

        return command;
    }

    private static void Add(Command command, IEnumerable<Option> options, StackArguments stack)
    {
        foreach (var option in options)
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            foreach (var contradiction in stack.Contradictions(result, hasManifest: false))
            {
                result.AddError(contradiction);
            }
        });
    }
}

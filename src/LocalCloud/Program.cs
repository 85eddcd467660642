using System.CommandLine;
using System.CommandLine.Invocation;
using LocalCloud;
using LocalCloud.Console;
using LocalCloud.State;

FileRights.KeepPrivate();
Screen screen = new(Console.Out, Console.Error);
using Interruption interruption = new();
Startup startup = new(screen, interruption);
var parsed = new CommandLine().Parse(args, new(startup.RunAsync, startup.PrintOutputs, startup.CheckAsync));
if (parsed.Action is ParseErrorAction)
{
    // What is wrong, in a line each; the help is a page.
    foreach (var mistake in CommandLine.Mistakes(parsed))
    {
        screen.Error(mistake);
    }

    return MainJob.BadManifest;
}

// Signals are ours: their number decides the exit code, and there is no limit to the time in which what was acknowledged is written.
var exitCode = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

return parsed.Errors.Count > 0 ? MainJob.BadManifest : exitCode;

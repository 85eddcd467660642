using System.CommandLine;
using System.CommandLine.Invocation;
using LocalCloud;
using LocalCloud.Console;
using LocalCloud.State;

FileRights.KeepPrivate();
Screen screen = new(Console.Out, Console.Error);
var parsed = new CommandLine().Build(new Startup(screen).RunAsync).Parse(args);
if (parsed.Action is ParseErrorAction bad)
{
    // One line that says what is wrong; the help is a page.
    bad.ShowHelp = false;
}

// What was acknowledged is written, and children are ended, before the program is; the library gives it two seconds.
var exitCode = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });

return parsed.Errors.Count > 0 ? MainJob.BadManifest : exitCode;

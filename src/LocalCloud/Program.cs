using LocalCloud;
using LocalCloud.Console;

Screen screen = new(Console.Out, Console.Error);
var parsed = new CommandLine().Build(new Startup(screen).RunAsync).Parse(args);
var exitCode = await parsed.InvokeAsync();

return parsed.Errors.Count > 0 ? MainJob.BadManifest : exitCode;

using Bench;

// Figures for a reader, never for a test.
if (args is ["step", .. var step])
{
    return await Bench.Engine.Step.RunHereAsync(step);
}

var options = Options.Parse(args);
if (options is null)
{
    Console.Error.WriteLine(Options.Help);

    return 2;
}

if (options.IsHelp)
{
    Console.WriteLine(Options.Help);

    return 0;
}

return options.Section is { } section
    ? await Runner.RunHereAsync(options.Parts[0], section)
    : await Runner.RunAsync(options.Parts, options.Out);

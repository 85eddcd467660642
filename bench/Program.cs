using Bench;

// Figures for a reader, never for a test: every rival runs in the same process, side by side, on the same machine.
var count = args.Length > 1 ? int.Parse(args[1], null) : 5_000;
switch (args.FirstOrDefault())
{
    case "processes":
        await ProcessesBench.RunAsync(count);
        return 0;
    default:
        Console.Error.WriteLine("usage: dotnet run -c Release --project bench -- processes [COUNT]");
        return 2;
}

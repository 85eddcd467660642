using Bench;

// Figures for a reader, never for a test: every rival runs in the same process, side by side, on the same machine.
var count = args.Length > 1 ? int.Parse(args[1], null) : 5_000;
switch (args.FirstOrDefault())
{
    case "processes":
        await ProcessesBench.RunAsync(count, besideOthers: true);
        return 0;
    case "executor":
        await ProcessesBench.RunAsync(count, besideOthers: false);
        return 0;
    case "jobs":
        await JobsBench.RunAsync(count);
        return 0;
    case "flood":
        await ProcessesBench.RunFloodAsync(count);
        return 0;
    default:
        Console.Error.WriteLine("usage: dotnet run -c Release --project bench -- processes|executor|jobs|flood [COUNT]");
        return 2;
}

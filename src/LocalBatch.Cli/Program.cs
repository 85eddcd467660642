using System.Diagnostics.CodeAnalysis;
using LocalBatch.Cli.Commands;
using LocalBatch.Cli.Machine;
using LocalBatch.Cli.Manifests;
using LocalCloud;
using LocalCloud.Console;
using LocalCloud.State;

namespace LocalBatch.Cli;

/// <summary>The program <c>localbatch</c>.</summary>
internal static class Program
{
    [SuppressMessage("ApiDesign", "RS0030", Justification = "The one place that takes the system's clock for the whole program.")]
    private static readonly TimeProvider Time = TimeProvider.System;

    public static async Task<int> Main(string[] args)
    {
        if (FirstProcess.IsThisOne)
        {
            return await FirstProcess.RunAsync(args);
        }

        FileRights.KeepPrivate();
        Screen screen = new(Console.Out, Console.Error);
        using Interruption interruption = new();
        Startup startup = new(screen, interruption) { Direct = new DirectManifest(screen, Time) };

        return await new BatchCommands(screen, startup, interruption, Time).RunAsync(args);
    }
}

using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LocalBatch.Cli.Machine;

/// <summary>
/// The program as the first process of a container. .NET takes the exit status of every child there, as an init must, and with them those
/// of jobs, whose end would never be known (runtime 10.0.12, observed 2026-12-01); so the program is started once more below it.
/// </summary>
internal static partial class FirstProcess
{
    private const int Id = 1;

    // The same on Linux and macOS.
    private const int SigInt = 2;
    private const int SigTerm = 15;

    public static bool IsThisOne => Environment.ProcessId == Id;

    /// <summary>Runs the program with these arguments, hands on the signals that end it, and takes what orphans leave.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("The program has no path.");
        // As a .NET tool the process is the runtime, and the first argument is our assembly.
        var runsAssembly = Path.GetFileNameWithoutExtension(program) == "dotnet";
        string[] arguments = runsAssembly ? [Environment.GetCommandLineArgs()[0], .. args] : args;
        using var child = Process.Start(new ProcessStartInfo(program, arguments)) ?? throw new InvalidOperationException($"{program} did not start.");
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => HandOn(context, child, SigTerm));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            // From a terminal every process of the group has it already; a second one means more than the first.
            HandOn(context, child, Console.IsInputRedirected ? SigInt : null);
        });
        await child.WaitForExitAsync();

        return child.ExitCode;
    }

    private static void HandOn(PosixSignalContext context, Process child, int? signal)
    {
        context.Cancel = true;
        if (signal is { } number)
        {
            _ = SendSignal(child.Id, number);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int pid, int signal);
}

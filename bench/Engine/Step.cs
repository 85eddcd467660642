using System.Diagnostics;
using System.Globalization;

namespace Bench.Engine;

/// <summary>A piece of a measurement that needs a process of its own: a heap nobody else has used, code that is not warm.</summary>
internal static class Step
{
    /// <summary>Runs a step in a process of its own.</summary>
    /// <returns>The figures it printed.</returns>
    public static async Task<long[]> RunApartAsync(params string[] step)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath ?? "dotnet", [.. Runner.SelfArguments(), "step", .. step]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"The step {step[0]} did not start.");
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        return process.ExitCode == 0
            ? [.. output.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(figure => long.Parse(figure, CultureInfo.InvariantCulture))]
            : throw new InvalidOperationException($"The step {step[0]} ended with {process.ExitCode}.");
    }

    public static async Task<int> RunHereAsync(IReadOnlyList<string> step)
    {
        long[] figures = step switch
        {
            ["fill", var folder, var size] => (await Filled.MeasureAsync(folder, int.Parse(size, CultureInfo.InvariantCulture))).Figures,
            ["reopen", var folder] => (await Reopened.MeasureAsync(folder)).Figures,
            _ => throw new ArgumentException($"There is no step {string.Join(' ', step)}."),
        };
        Console.WriteLine(string.Join(' ', figures));

        return 0;
    }
}
